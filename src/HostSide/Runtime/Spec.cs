using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide;

/// <summary>
/// Reading an OCI specification (opencontainers/runtime-spec, config.md) as JSON, so that fields we do not know survive.
/// A field of the wrong type is an error that names it.
/// </summary>
public static class Spec
{
    /// <returns>Null where the field is missing or null.</returns>
    public static JsonObject? Object(this JsonObject? from, string name) => from?[name] switch
    {
        null => null,
        JsonObject found => found,
        _ => throw Wrong(from, name, "an object"),
    };

    /// <summary>An object that is made where it is missing.</summary>
    public static JsonObject Ensure(this JsonObject from, string name)
    {
        if (from.Object(name) is { } found)
            return found;
        var made = new JsonObject();
        from[name] = made;
        return made;
    }

    /// <returns>Empty where the field is missing or null.</returns>
    public static IEnumerable<JsonObject> Objects(this JsonObject? from, string name) => from?[name] switch
    {
        null => [],
        JsonArray array => array.Select(e => e as JsonObject ?? throw Wrong(from, name, "an array of objects")),
        _ => throw Wrong(from, name, "an array"),
    };

    public static string? Text(this JsonObject? from, string name) => Scalar<string>(from, name, "a string") is (true, var text) ? text : null;

    public static bool Flag(this JsonObject? from, string name) => Scalar<bool>(from, name, "true or false") is (true, true);

    public static long? Number(this JsonObject? from, string name) => Scalar<long>(from, name, "a whole number") is (true, var n) ? n : null;

    public static ulong? Unsigned(this JsonObject? from, string name) => Scalar<ulong>(from, name, "a whole number") is (true, var n) ? n : null;

    /// <returns>Empty where the field is missing or null.</returns>
    public static IReadOnlyList<string> Texts(this JsonObject? from, string name) => from?[name] switch
    {
        null => [],
        JsonArray array => [.. array.Select(e =>
            e is JsonValue v && v.TryGetValue<string>(out var text) ? text : throw Wrong(from, name, "an array of strings"))],
        _ => throw Wrong(from, name, "an array"),
    };

    public static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode?)JsonValue.Create(t))];

    private static (bool Found, T? Value) Scalar<T>(JsonObject? from, string name, string type) => from?[name] switch
    {
        null => default,
        JsonValue value when value.TryGetValue<T>(out var found) => (true, found),
        _ => throw Wrong(from, name, type),
    };

    private static DkvmException Wrong(JsonObject from, string name, string type)
    {
        var path = from.GetPath();
        return new($"config.json: {(path.Length > 2 ? path[2..] + "." : "")}{name} is not {type}");
    }
}
