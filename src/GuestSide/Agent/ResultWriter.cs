using System.Text.Json;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Agent;

/// <summary>Writes a <see cref="ConfigureResult"/> as QgaJson reads it; by hand for the reason of <see cref="Contract.Json.PlanJson"/>.</summary>
internal static class ResultWriter
{
    public static void Write(Utf8JsonWriter writer, ConfigureResult result)
    {
        writer.WriteStartObject();
        if (result.Pid is { } pid)
            writer.WriteNumber("pid"u8, pid);
        if (result.Failure is { } failure)
        {
            writer.WriteStartObject("failure"u8);
            writer.WriteNumber("exitCode"u8, failure.ExitCode);
            writer.WriteString("message"u8, failure.Message);
            writer.WriteEndObject();
        }
        if (result.Kernel is { } kernel)
            writer.WriteString("kernel"u8, kernel);
        writer.WriteStartArray("marks"u8);
        foreach (var mark in result.Marks)
        {
            writer.WriteStartObject();
            writer.WriteString("step"u8, mark.Step);
            writer.WriteNumber("nanoseconds"u8, mark.Nanoseconds);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("warnings"u8);
        foreach (var warning in result.Warnings)
            writer.WriteStringValue(warning);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
