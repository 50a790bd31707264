using System.Text.Json;

namespace Dkvm.Contract.Json;

/// <summary>Steps of reading JSON without a serialiser.</summary>
public static class JsonReading
{
    public delegate T Element<out T>(ref Utf8JsonReader reader);

    /// <summary>
    /// Called first with the reader at an object's start, then after each value: moves to the next property's value.
    /// </summary>
    /// <returns>The property's name, or null at the object's end.</returns>
    public static string? NextProperty(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
            return null;
        if (reader.TokenType != JsonTokenType.PropertyName)
            throw new JsonException("an object is expected");
        var name = reader.GetString();
        reader.Read();
        return name;
    }

    public static List<T> List<T>(ref Utf8JsonReader reader, Element<T> element)
    {
        var list = new List<T>();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("a list is expected");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            list.Add(element(ref reader));
        return list;
    }

    public static List<string> Texts(ref Utf8JsonReader reader) => List(ref reader, Text);

    public static int? NumberOrNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null ? null : reader.GetInt32();

    public static string Text(ref Utf8JsonReader reader) => reader.GetString() ?? throw new JsonException("a text is expected");

    /// <summary>Passes over a value.</summary>
    /// <returns><paramref name="same"/>.</returns>
    public static T Skip<T>(ref Utf8JsonReader reader, T same)
    {
        reader.Skip();
        return same;
    }

    public static JsonException Unknown(string name) => new($"the property {name} is unknown");

    public static JsonException Missing(string name) => new($"the property {name} is missing");
}
