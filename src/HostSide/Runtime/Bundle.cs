using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide;

/// <summary>
/// A bundle's config.json. The original is kept beside the rewritten one, so that a second create on the same bundle
/// starts from what the user wrote; a config.json that does not bear our mark is the user's and becomes the original.
/// </summary>
public sealed class Bundle(string folder)
{
    /// <summary>The annotation that marks a rewritten config.json.</summary>
    public const string Mark = "org.dkvm.launch-plan";

    private byte[]? _users;

    public string Folder => folder;

    public string Config => $"{folder}/config.json";

    public string Original => $"{folder}/config.dkvm-original.json";

    /// <exception cref="DkvmException">There is no such file, or it is not what it should be.</exception>
    public JsonObject Read()
    {
        var content = Load(Config);
        var spec = Parse(Config, content);
        if (!IsOurs(spec))
        {
            _users = content;
            return spec;
        }
        if (!File.Exists(Original))
            throw new DkvmException(
                "this bundle was rewritten by dkvm, and the original config.json is gone", Original, "make the bundle again");
        return Parse(Original, Load(Original));
    }

    /// <summary>To be called after <see cref="Read"/>. Each file appears whole or not at all (rename(2)), with the mode of the config.json that was there.</summary>
    public void Write(JsonObject rewritten)
    {
        var mode = File.GetUnixFileMode(Config);
        if (_users is not null)
            Replace(Original, _users, mode);
        rewritten.Ensure("annotations")[Mark] = $"{Contract.LaunchPlan.CurrentVersion}";
        Replace(Config, Text(rewritten), mode);
    }

    /// <summary>The root of the rewritten config.json; null where it was not rewritten.</summary>
    public string? RewrittenRoot() => Parse(Config, Load(Config)) is var spec && IsOurs(spec) ? spec.Object("root").Text("path") : null;

    /// <summary>What the rewritten config.json mounts at a place; null where it mounts nothing there, or was not rewritten.</summary>
    public string? RewrittenSource(string destination) => Parse(Config, Load(Config)) is var spec && IsOurs(spec)
        ? spec.Objects("mounts").FirstOrDefault(m => m.Text("destination") == destination).Text("source")
        : null;

    private static bool IsOurs(JsonObject spec) => spec.Object("annotations")?.ContainsKey(Mark) == true;

    /// <summary>Without a serialiser, whose first use would take longer than everything else here.</summary>
    internal static ReadOnlySpan<byte> Text(JsonObject spec)
    {
        var text = new ArrayBufferWriter<byte>(32 * 1024);
        using (var writer = new Utf8JsonWriter(text))
            spec.WriteTo(writer);
        return text.WrittenSpan;
    }

    private static JsonObject Parse(string file, byte[] content)
    {
        try
        {
            return JsonNode.Parse(content) as JsonObject ?? throw new DkvmException($"{file} is not a JSON object");
        }
        catch (JsonException e)
        {
            throw new DkvmException($"{file} is not JSON: line {e.LineNumber + 1}", cause: e);
        }
    }

    private static byte[] Load(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DkvmException($"there is no {file}", remedy: "name the bundle with --bundle", cause: e);
        }
    }

    private static void Replace(string file, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var next = $"{file}.{Environment.ProcessId}";
        File.WriteAllBytes(next, content);
        File.SetUnixFileMode(next, mode);
        File.Move(next, file, overwrite: true);
    }
}
