using System.Text.Json;

namespace Dkvm.GuestSide.Agent;

/// <summary>
/// A command's arguments by name and type. What is missing, of another type or unknown is an error in QEMU's words
/// (include/qapi/qmp/qerror.h and qapi/qobject-input-visitor.c).
/// </summary>
internal sealed class CallArguments
{
    private readonly List<(string Name, ReadOnlyMemory<byte> Value)> _members = [];

    /// <param name="json">An object, or empty.</param>
    /// <exception cref="JsonException">A name is there twice.</exception>
    public CallArguments(ReadOnlyMemory<byte> json)
    {
        if (json.Length == 0)
            return;
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (Has(name))
                throw new JsonException($"duplicate key '{name}'");
            _members.Add((name, json[start..(int)reader.BytesConsumed]));
        }
    }

    public bool Has(string name) => Find(name) is not null;

    public long Integer(string name) => OptionalInteger(name) ?? throw Missing(name);

    public long? OptionalInteger(string name)
    {
        if (!Take(name, out var reader))
            return null;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? value : throw WrongType(name, "integer");
    }

    /// <returns>False where it is missing.</returns>
    public bool Boolean(string name)
    {
        if (!Take(name, out var reader))
            return false;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean() : throw WrongType(name, "boolean");
    }

    public string Text(string name) => OptionalText(name) ?? throw Missing(name);

    public string? OptionalText(string name)
    {
        if (!Take(name, out var reader))
            return null;
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : throw WrongType(name, "string");
    }

    public IReadOnlyList<string>? OptionalTexts(string name)
    {
        if (!Take(name, out var reader))
            return null;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw WrongType(name, "array");
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            texts.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw WrongType($"{name}[{texts.Count}]", "string"));
        return texts;
    }

    public byte[] Base64(string name) => OptionalBase64(name) ?? throw Missing(name);

    public byte[]? OptionalBase64(string name)
    {
        if (!Take(name, out var reader))
            return null;
        if (reader.TokenType != JsonTokenType.String)
            throw WrongType(name, "string");
        return reader.TryGetBytesFromBase64(out var bytes) ? bytes : throw new AgentFault("Base64 data contains invalid characters");
    }

    /// <summary>An argument of one type or another: the schema's "alternate".</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The alternate's name.</param>
    /// <param name="integer">Gets a number; null where none is allowed.</param>
    /// <param name="text">Gets a text.</param>
    /// <param name="boolean">Gets true or false; null where neither is allowed.</param>
    /// <returns>Default where it is missing.</returns>
    public T? Alternate<T>(string name, string type, Func<long, T>? integer, Func<string, T> text, Func<bool, T>? boolean)
    {
        if (!Take(name, out var reader))
            return default;
        return reader.TokenType switch
        {
            JsonTokenType.Number when integer is not null && reader.TryGetInt64(out var number) => integer(number),
            JsonTokenType.String => text(reader.GetString()!),
            JsonTokenType.True or JsonTokenType.False when boolean is not null => boolean(reader.GetBoolean()),
            _ => throw WrongType(name, type),
        };
    }

    /// <summary>All that may be there has been asked for.</summary>
    public void End()
    {
        if (_members.Count > 0)
            throw new AgentFault($"Parameter '{_members[0].Name}' is unexpected");
    }

    public static AgentFault Missing(string name) => new($"Parameter '{name}' is missing");

    private static AgentFault WrongType(string name, string type) => new($"Invalid parameter type for '{name}', expected: {type}");

    private bool Take(string name, out Utf8JsonReader reader)
    {
        reader = default;
        if (Find(name) is not { } index)
            return false;
        reader = new Utf8JsonReader(_members[index].Value.Span);
        reader.Read();
        _members.RemoveAt(index);
        return true;
    }

    private int? Find(string name)
    {
        for (var i = 0; i < _members.Count; i++)
            if (_members[i].Name == name)
                return i;
        return null;
    }
}
