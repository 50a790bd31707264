using System.Text.Json;

namespace Dkvm.Contract.Json;

/// <summary>The part of <see cref="PlanJson"/> for what goes into the guest.</summary>
internal static class GuestPlanReader
{
    public static GuestPlan Read(ref Utf8JsonReader reader)
    {
        var plan = new GuestPlan { Process = null! };
        while (JsonReading.NextProperty(ref reader) is { } name)
            plan = name switch
            {
                "hostname" => plan with { Hostname = reader.GetString() },
                "domainname" => plan with { Domainname = reader.GetString() },
                "mounts" => plan with { Mounts = JsonReading.List(ref reader, Mount) },
                "fstab" => plan with { Fstab = JsonReading.Texts(ref reader) },
                "devices" => plan with { Devices = JsonReading.List(ref reader, Device) },
                "readonlyRoot" => plan with { ReadonlyRoot = reader.GetBoolean() },
                "initSystem" => plan with { InitSystem = reader.GetBoolean() },
                "maskedPaths" => plan with { MaskedPaths = JsonReading.Texts(ref reader) },
                "readonlyPaths" => plan with { ReadonlyPaths = JsonReading.Texts(ref reader) },
                "sysctls" => plan with { Sysctls = Sysctls(ref reader) },
                "process" => plan with { Process = ProcessPlanReader.Read(ref reader) },
                "seccomp" => plan with { Seccomp = SeccompJson.ReadFilter(ref reader) },
                "network" => plan with { Network = NetworkPlanReader.Read(ref reader) },
                "unixTimeNanoseconds" => plan with { UnixTimeNanoseconds = reader.GetInt64() },
                "entropy" => plan with { Entropy = reader.GetBytesFromBase64() },
                _ => throw JsonReading.Unknown(name),
            };
        return plan.Process is null ? throw JsonReading.Missing("process") : plan;
    }

    private static MountPlan Mount(ref Utf8JsonReader reader)
    {
        var mount = new MountPlan("", "", "", []);
        while (JsonReading.NextProperty(ref reader) is { } name)
            mount = name switch
            {
                "type" => mount with { Type = JsonReading.Text(ref reader) },
                "destination" => mount with { Destination = JsonReading.Text(ref reader) },
                "source" => mount with { Source = JsonReading.Text(ref reader) },
                "options" => mount with { Options = JsonReading.Texts(ref reader) },
                _ => throw JsonReading.Unknown(name),
            };
        return mount.Destination.Length == 0 ? throw JsonReading.Missing("destination") : mount;
    }

    private static DevicePlan Device(ref Utf8JsonReader reader)
    {
        var device = new DevicePlan("", "", 0, 0, 0);
        while (JsonReading.NextProperty(ref reader) is { } name)
            device = name switch
            {
                "path" => device with { Path = JsonReading.Text(ref reader) },
                "serial" => device with { Serial = JsonReading.Text(ref reader) },
                "mode" => device with { Mode = reader.GetInt32() },
                "uid" => device with { Uid = reader.GetUInt32() },
                "gid" => device with { Gid = reader.GetUInt32() },
                _ => throw JsonReading.Unknown(name),
            };
        return device.Path.Length == 0 || device.Serial.Length == 0 ? throw JsonReading.Missing("path or serial") : device;
    }

    private static Dictionary<string, string> Sysctls(ref Utf8JsonReader reader)
    {
        var values = new Dictionary<string, string>();
        while (JsonReading.NextProperty(ref reader) is { } name)
            values[name] = JsonReading.Text(ref reader);
        return values;
    }
}
