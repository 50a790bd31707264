using System.Buffers;
using System.Text.Json;

namespace Dkvm.Protocol.Control;

/// <summary>The lines of <see cref="ControlLine"/> as bytes, with their line feed.</summary>
public static class ControlWriter
{
    public static byte[] Request(string command, Action<Utf8JsonWriter>? arguments = null) => Line(writer =>
    {
        writer.WriteString("command"u8, command);
        if (arguments is not null)
        {
            writer.WritePropertyName("arguments"u8);
            arguments(writer);
        }
    });

    /// <param name="value">Writes one JSON value; null for an empty object.</param>
    public static byte[] Event(Action<Utf8JsonWriter>? value = null) => Line(writer => Member(writer, "event"u8, value));

    /// <param name="value">Writes one JSON value; null for an empty object.</param>
    public static byte[] Return(Action<Utf8JsonWriter>? value = null) => Line(writer => Member(writer, "return"u8, value));

    public static byte[] Error(ControlAnswer.Error error) => Line(writer =>
    {
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, error.Message);
        if (error.Where is { } where)
            writer.WriteString("where"u8, where);
        if (error.Remedy is { } remedy)
            writer.WriteString("remedy"u8, remedy);
        if (error.ExitCode is { } code)
            writer.WriteNumber("exitCode"u8, code);
        writer.WriteEndObject();
    });

    private static void Member(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Action<Utf8JsonWriter>? value)
    {
        writer.WritePropertyName(name);
        if (value is not null)
        {
            value(writer);
            return;
        }
        writer.WriteStartObject();
        writer.WriteEndObject();
    }

    private static byte[] Line(Action<Utf8JsonWriter> content)
    {
        var line = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }
        line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }
}
