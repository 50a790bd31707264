using System.Text.Json;

namespace Dkvm.Contract.Json;

/// <summary>Steps of writing JSON without a serialiser.</summary>
internal static class JsonWriting
{
    public static void WriteUnlessNull(this Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
            writer.WriteString(name, text);
    }

    public static void WriteUnlessNull(this Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } value)
            writer.WriteNumber(name, value);
    }

    public static void WriteTexts(this Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    public static void WriteList<T>(this Utf8JsonWriter writer, string name, IReadOnlyList<T> list, Action<Utf8JsonWriter, T> properties)
    {
        writer.WriteStartArray(name);
        foreach (var element in list)
        {
            writer.WriteStartObject();
            properties(writer, element);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
