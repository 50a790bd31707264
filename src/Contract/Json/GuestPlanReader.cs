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
                "readonlyRoot" => plan with { ReadonlyRoot = reader.GetBoolean() },
                "maskedPaths" => plan with { MaskedPaths = JsonReading.Texts(ref reader) },
                "readonlyPaths" => plan with { ReadonlyPaths = JsonReading.Texts(ref reader) },
                "sysctls" => plan with { Sysctls = Sysctls(ref reader) },
                "process" => plan with { Process = ProcessPlanReader.Read(ref reader) },
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

    private static Dictionary<string, string> Sysctls(ref Utf8JsonReader reader)
    {
        var values = new Dictionary<string, string>();
        while (JsonReading.NextProperty(ref reader) is { } name)
            values[name] = JsonReading.Text(ref reader);
        return values;
    }
}
