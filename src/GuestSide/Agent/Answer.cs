using System.Text.Json;

namespace Dkvm.GuestSide.Agent;

/// <summary>What a command comes to, still to be written.</summary>
/// <param name="Write">Writes the value of "return"; null where success has no answer.</param>
/// <param name="Size">Bytes of JSON it will take, about; 0 for few.</param>
internal readonly record struct Answer(Action<Utf8JsonWriter>? Write, int Size = 0)
{
    /// <summary>For those whose success is the whole answer.</summary>
    public static readonly Answer Empty = new(static writer =>
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    });

    public static readonly Answer None;

    public static Answer Of(long value) => new(writer => writer.WriteNumberValue(value));

    public static Answer Of(string value) => new(writer => writer.WriteStringValue(value));

    /// <summary>An object with what is written in it.</summary>
    public static Answer Object(Action<Utf8JsonWriter> members, int size = 0) => new(writer =>
    {
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
    }, size);
}
