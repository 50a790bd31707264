using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.CommandLine;

namespace Dkvm.HostSide.Exec;

/// <summary>
/// The process that an exec asks for (config.md, "Process"): a file, or the container's own process with the command
/// line's changes, as runc's exec.go makes them. With a file, the flags about the process count for nothing.
/// </summary>
public static class ExecProcess
{
    /// <param name="flags">exec's.</param>
    /// <param name="original">The container's own process; not changed.</param>
    public static JsonObject Read(ParsedFlags flags, Func<JsonObject> original)
    {
        var process = flags.Value("process") is { Length: > 0 } file ? FromFile(file) : FromCommandLine(flags, original());
        if (process.Texts("args").Count == 0)
            throw new DkvmException("exec failed: process args cannot be empty");
        return process;
    }

    private static JsonObject FromFile(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(file)) as JsonObject ?? throw new DkvmException($"{file} is not a JSON object");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new DkvmException($"cannot read {file}: {e.Message}", cause: e);
        }
    }

    private static JsonObject FromCommandLine(ParsedFlags flags, JsonObject original)
    {
        var process = (JsonObject)original.DeepClone();
        process["args"] = Spec.Array(flags.Rest.Skip(1));
        if (flags.Value("cwd") is { Length: > 0 } cwd)
            process["cwd"] = cwd;
        process["env"] = Spec.Array(process.Texts("env").Concat(flags.Values("env")));
        process["terminal"] = flags.Switch("tty");
        if (flags.Value("no-new-privs") is not null)
            process["noNewPrivileges"] = flags.Switch("no-new-privs");
        AddCapabilities(process, flags.Values("cap"));
        SetUser(process.Ensure("user"), flags);
        return process;
    }

    private static void AddCapabilities(JsonObject process, IReadOnlyList<string> capabilities)
    {
        if (capabilities.Count == 0)
            return;
        var sets = process.Ensure("capabilities");
        foreach (var set in (string[])["bounding", "effective", "permitted", "ambient"])
            sets[set] = Spec.Array(sets.Texts(set).Concat(capabilities));
    }

    private static void SetUser(JsonObject user, ParsedFlags flags)
    {
        if (flags.Value("user") is { Length: > 0 } given)
        {
            var parts = given.Split(':', 2);
            if (parts.Length > 1)
                user["gid"] = Id(parts[1], "gid");
            user["uid"] = Id(parts[0], "uid");
        }
        var more = flags.Values("additional-gids").SelectMany(g => g.Split(',')).Select(g => (JsonNode)Id(g, "additional gid")).ToList();
        if (more.Count == 0)
            return;
        var all = user["additionalGids"] as JsonArray ?? [];
        user["additionalGids"] = new JsonArray([.. all.Select(g => g?.DeepClone()), .. more]);
    }

    private static uint Id(string text, string what) => uint.TryParse(text, CultureInfo.InvariantCulture, out var id)
        ? id
        : throw new DkvmException($"parsing {text} as int for {what} failed");
}
