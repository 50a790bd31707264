using System.Buffers;
using System.Text.Json;

namespace Dkvm.Contract.Json;

/// <summary>
/// The plans as JSON: names in camel case, what is null left out, what is missing at its default, what is unknown an
/// error. By hand, because a serialiser's first use costs more than all the rest of a start: 8 of 25 ms in dkvm create,
/// 120 of 390 ms in a guest under TCG, where code that runs for the first time is translated first.
/// </summary>
public static class PlanJson
{
    public static byte[] Write(LaunchPlan plan) => Written(writer => LaunchPlanWriter.Write(writer, plan));

    public static byte[] Write(GuestPlan plan) => Written(writer => Write(writer, plan));

    /// <summary>Not a plan, but written while the workload starts.</summary>
    public static byte[] Write(IReadOnlyList<TimelineMark> marks) => Written(writer =>
    {
        writer.WriteStartArray();
        foreach (var mark in marks)
        {
            writer.WriteStartObject();
            writer.WriteString("step", mark.Step);
            writer.WriteString("at", mark.At);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });

    public static void Write(Utf8JsonWriter writer, GuestPlan plan) => GuestPlanWriter.Write(writer, plan);

    public static void Write(Utf8JsonWriter writer, ProcessPlan plan) => ProcessPlanWriter.Write(writer, plan);

    public static void Write(Utf8JsonWriter writer, NetworkPlan plan) => GuestPlanWriter.Write(writer, plan);

    /// <exception cref="JsonException">The text is no plan.</exception>
    public static LaunchPlan ReadLaunchPlan(ReadOnlySpan<byte> json) => Read(json, LaunchPlanReader.Read);

    /// <inheritdoc cref="ReadLaunchPlan"/>
    public static GuestPlan ReadGuestPlan(ReadOnlySpan<byte> json) => Read(json, GuestPlanReader.Read);

    /// <inheritdoc cref="ReadLaunchPlan"/>
    public static ProcessPlan ReadProcessPlan(ReadOnlySpan<byte> json) => Read(json, ProcessPlanReader.Read);

    /// <inheritdoc cref="ReadLaunchPlan"/>
    public static NetworkPlan ReadNetworkPlan(ReadOnlySpan<byte> json) => Read(json, NetworkPlanReader.Read);

    /// <summary>Reads a plan that is part of something else.</summary>
    public static ProcessPlan ReadProcessPlan(ref Utf8JsonReader reader) => ProcessPlanReader.Read(ref reader);

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(8 * 1024);
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        return buffer.WrittenSpan.ToArray();
    }

    private static T Read<T>(ReadOnlySpan<byte> json, JsonReading.Element<T> plan)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        try
        {
            return plan(ref reader);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JsonException($"at byte {reader.TokenStartIndex} of the plan: {e.Message}", e);
        }
    }
}
