using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.Contract.Json;

namespace Dkvm.HostSide.Commands;

/// <summary>
/// logs: what a container's actors did, also of one that failed (<see cref="PostMortem"/>), then with the end of its
/// console. JSON lines as the supervisor wrote them with --json.
/// </summary>
public static class LogsCommand
{
    public static int Run(string id, Containers containers, bool json, TextWriter output)
    {
        var state = containers.State(id);
        var report = state is null ? containers.PostMortem(id) : null;
        IEnumerable<string> events = state is not null ? Lines($"{state}/{Paths.LogName}") : report?.Events ?? [];
        foreach (var line in events)
            output.WriteLine(json ? line : Readable(line));
        if (report is null)
            return 0;
        if (json)
            output.WriteLine(JsonSerializer.Serialize(report with { Events = [] }, ReportJson.Default.PostMortem));
        else
            Print(report, output);
        return 0;
    }

    /// <summary>12:34:56.789 ! qemu       Booting -> Running (GuestUp); the mark is for warnings.</summary>
    internal static string Readable(string line)
    {
        try
        {
            var entry = JsonNode.Parse(line)!;
            var at = DateTimeOffset.Parse((string)entry["Timestamp"]!, CultureInfo.InvariantCulture);
            var properties = entry["Properties"];
            var text = properties?["Text"] is { } said
                ? (string)said!
                : properties?["From"] is { } from ? $"{from} -> {properties["To"]} ({properties["Because"]})" : (string?)entry["RenderedMessage"] ?? line;
            var mark = (string?)entry["Level"] is "Warning" or "Error" or "Fatal" ? '!' : ' ';
            return string.Create(CultureInfo.InvariantCulture, $"{at.LocalDateTime:HH:mm:ss.fff} {mark} {(string?)properties?["Actor"] ?? "",-10} {text}");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NullReferenceException)
        {
            return line;    // half a line, of a supervisor that was killed as it wrote
        }
    }

    private static void Print(PostMortem report, TextWriter output)
    {
        output.WriteLine($"\nended {report.At.LocalDateTime:yyyy-MM-dd HH:mm:ss} with exit code {report.ExitCode}: {report.Cause}");
        if (report.Memory.Count > 0)
            output.WriteLine($"memory of the container: {string.Join(", ", report.Memory.Select(m => $"{m.Key} {m.Value}"))}");
        if (report.QemuErrors.Length > 0)
            output.WriteLine($"--- QEMU ---\n{report.QemuErrors}");
        if (report.Console.Length > 0)
            output.WriteLine($"--- guest console ---\n{report.Console}");
    }

    private static IEnumerable<string> Lines(string file) => File.Exists(file) ? File.ReadLines(file) : [];
}
