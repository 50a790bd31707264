using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Contract.Json;

namespace Dkvm.GuestSide.Agent;

/// <summary>Reads the arguments of dkvm-exec; by hand for the reason of <see cref="PlanJson"/>.</summary>
internal static class ExecReader
{
    /// <exception cref="JsonException">They are not what they should be.</exception>
    public static (uint Session, ProcessPlan Process) Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        uint? session = null;
        ProcessPlan? process = null;
        try
        {
            while (JsonReading.NextProperty(ref reader) is { } name)
                switch (name)
                {
                    case "session":
                        session = reader.GetUInt32();
                        break;
                    case "process":
                        process = PlanJson.ReadProcessPlan(ref reader);
                        break;
                    default:
                        throw JsonReading.Unknown(name);
                }
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JsonException($"at byte {reader.TokenStartIndex}: {e.Message}", e);
        }
        return (session ?? throw JsonReading.Missing("session"), process ?? throw JsonReading.Missing("process"));
    }
}
