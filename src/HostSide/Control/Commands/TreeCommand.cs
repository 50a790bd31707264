using System.Globalization;
using System.Text.Json;

namespace Dkvm.HostSide.Commands;

/// <summary>
/// tree: a container's actors as they are now.
/// <code>
/// vm          Running
/// ├─ network    Ready
/// └─ qemu       Running    2 restarts, last 12:34:56: the guest did not come up in time
/// </code>
/// </summary>
public static class TreeCommand
{
    /// <summary>The supervisor only looks; one that does not answer in this time hangs, or is paused.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static int Run(string id, bool json, TextWriter output)
    {
        var root = ControlClient.Call(id, "tree", patience: Patience);
        if (json)
        {
            output.WriteLine(root.GetRawText());
            return 0;
        }
        foreach (var actor in root.GetProperty("children").EnumerateArray())
            Print(actor, "", "", output);
        return 0;
    }

    internal static void Print(JsonElement actor, string before, string below, TextWriter output)
    {
        output.WriteLine($"{before}{actor.GetProperty("name").GetString(),-10} {Text(actor, "state") ?? "",-12} {Remarks(actor)}".TrimEnd());
        var children = actor.GetProperty("children").EnumerateArray().ToList();
        for (var i = 0; i < children.Count; i++)
        {
            var last = i == children.Count - 1;
            Print(children[i], below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "), output);
        }
    }

    private static string Remarks(JsonElement actor)
    {
        var remarks = new List<string>();
        if (actor.GetProperty("mailbox").GetInt32() is > 0 and var waiting)
            remarks.Add($"{waiting} messages wait");
        if (actor.GetProperty("restarts").GetInt32() is > 0 and var restarts)
            remarks.Add(restarts == 1 ? "1 restart" : $"{restarts} restarts");
        if (Text(actor, "lastFailure") is { } failure)
        {
            var at = actor.TryGetProperty("lastFailureAt", out var time) ? time.GetDateTimeOffset().LocalDateTime.ToString(" HH:mm:ss", CultureInfo.InvariantCulture) : "";
            remarks.Add($"last failure{at}: {failure}");
        }
        return string.Join(", ", remarks);
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;
}
