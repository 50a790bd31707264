using System.Text.Json;
using Dkvm.Contract;

namespace Dkvm.GuestSide.Agent;

/// <summary>
/// Reads a <see cref="GuestPlan"/>, as ContractJson does, but by hand: a serialiser's first use costs more than all
/// the rest of the start (120 ms of 390 ms under TCG, where code that runs for the first time is translated first).
/// What is missing keeps its default; what is unknown is an error.
/// </summary>
internal static class PlanReader
{
    /// <exception cref="JsonException">The text is no plan.</exception>
    public static GuestPlan Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        try
        {
            return Plan(ref reader);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JsonException($"at byte {reader.TokenStartIndex} of the plan: {e.Message}", e);
        }
    }

    private static GuestPlan Plan(ref Utf8JsonReader reader)
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
