using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Docker;

/// <summary>dockerd's configuration file (dockerd(8), "Daemon configuration file"); keys we do not know stay as they are.</summary>
public sealed class DaemonConfig(string file)
{
    public const string DefaultFile = "/etc/docker/daemon.json";
    public const string RuntimeName = "dkvm";

    /// <summary>What was there before the last change.</summary>
    public string Backup => $"{file}.before-dkvm";

    public string File => file;

    /// <summary>Makes the program the runtime "dkvm".</summary>
    /// <returns>False where it was that already; nothing is written then.</returns>
    /// <exception cref="DkvmException">The file is not what dockerd would accept; nothing is written.</exception>
    public bool Register(string program) => Change(config =>
    {
        var runtimes = Runtimes(config);
        if (runtimes is null)
            config["runtimes"] = runtimes = [];
        if (runtimes[RuntimeName] is JsonObject { } ours && Text(ours, "path") == program)
            return false;
        runtimes[RuntimeName] = new JsonObject { ["path"] = program };
        return true;
    });

    /// <summary>Takes the runtime out, and out of "default-runtime", without which dockerd would not load the file.</summary>
    /// <returns>False where it was not there; nothing is written then.</returns>
    public bool Unregister() => System.IO.File.Exists(file) && Change(config =>
    {
        // An empty object stays: a reload without the key would leave dockerd's runtimes as they are.
        var changed = Runtimes(config) is { } runtimes && runtimes.Remove(RuntimeName);
        if (Text(config, "default-runtime") == RuntimeName)
            changed |= config.Remove("default-runtime");
        return changed;
    });

    private static string? Text(JsonObject from, string name) =>
        from[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private JsonObject? Runtimes(JsonObject config) => config["runtimes"] switch
    {
        null => null,
        JsonObject runtimes => runtimes,
        _ => throw Broken("\"runtimes\" is not an object"),
    };

    private bool Change(Func<JsonObject, bool> change)
    {
        var text = System.IO.File.Exists(file) ? System.IO.File.ReadAllText(file) : "";
        var config = text.Trim().Length == 0 ? [] : Parse(text);
        try
        {
            if (!change(config))
                return false;
        }
        catch (ArgumentException e)
        {
            throw Broken(e.Message); // a key that occurs twice
        }
        Write(config, Indent(text));
        return true;
    }

    /// <summary>How deep the file's own first key is indented.</summary>
    private static int Indent(string text)
    {
        var line = text.Split('\n').FirstOrDefault(l => l.TrimStart().StartsWith('"')) ?? "";
        return Math.Clamp(line.Length - line.TrimStart(' ').Length, 2, 8);
    }

    /// <summary>As strict as dockerd: no comments, no commas too many.</summary>
    private JsonObject Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw Broken("it is not an object");
        }
        catch (JsonException e)
        {
            throw Broken($"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: not JSON");
        }
    }

    /// <summary>Appears whole or not at all; a link to it stays a link.</summary>
    private void Write(JsonObject config, int indent)
    {
        var target = System.IO.File.Exists(file) ? System.IO.File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file : file;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
        var next = $"{target}.{Environment.ProcessId}";
        System.IO.File.WriteAllText(next, Render(config, indent));
        if (System.IO.File.Exists(target))
        {
            System.IO.File.SetUnixFileMode(next, System.IO.File.GetUnixFileMode(target));
            System.IO.File.Copy(target, Backup, overwrite: true);
        }
        System.IO.File.Move(next, target, overwrite: true);
    }

    private static string Render(JsonObject config, int indent)
    {
        using var bytes = new MemoryStream();
        var form = new JsonWriterOptions
        {
            Indented = true, IndentSize = indent, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var writer = new Utf8JsonWriter(bytes, form))
            config.WriteTo(writer);
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private DkvmException Broken(string what) => new(
        $"{file} is broken, and stays as it is: {what}",
        remedy: "mend it, then try again; dockerd would not load it either");
}
