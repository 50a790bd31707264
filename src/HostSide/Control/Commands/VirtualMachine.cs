using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.Contract.Json;

namespace Dkvm.HostSide.Commands;

/// <summary>A VM as the host sees it, from /run/dkvm and runc's state.</summary>
/// <param name="Name">Docker's, or null.</param>
/// <param name="Status">created, starting (its entrypoint does not run yet), running, stopped, or left behind.</param>
/// <param name="Pid">Of its supervisor, on the host.</param>
/// <param name="MemoryMiB">What it was started with.</param>
/// <param name="Accelerator">The one that was chosen.</param>
/// <param name="Start">warm, from a template, or cold; null until the entrypoint runs.</param>
/// <param name="StartedAt">When its container was made, which is so for each docker start.</param>
public sealed record VirtualMachine(
    string Id, string? Name, string Status, int? Pid, int MemoryMiB, int Vcpus, string Accelerator, string? Start, DateTimeOffset? StartedAt, string Command)
{
    /// <summary>The guest's first step, where it boots: Timeline.MarkGuest in the supervisor.</summary>
    private const string ColdStep = "guest: kernel entered";

    /// <param name="folder">One of /run/dkvm.</param>
    /// <param name="names">Docker's, by id.</param>
    /// <returns>Null for a folder that is just being made or removed.</returns>
    public static VirtualMachine? Read(string folder, IReadOnlyDictionary<string, string> names)
    {
        try
        {
            var plan = PlanJson.ReadLaunchPlan(File.ReadAllBytes($"{folder}/launch.json"));
            var owner = ContainerOwner.Read($"{folder}/owner.json");
            var start = StartOf($"{folder}/state/{Paths.TimelineName}");
            var (status, pid, at) = State($"{owner.Root}/{plan.ContainerId}");
            return new(
                plan.ContainerId, names.GetValueOrDefault(plan.ContainerId), status == "running" && start is null ? "starting" : status, pid,
                plan.Machine.MemoryMiB, plan.Machine.Vcpus, plan.Machine.Accelerator.ToString().ToLowerInvariant(), start, at,
                TerminalText.CleanLine(string.Join(' ', plan.Guest.Process.Args)));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>runc's state.json (libcontainer/container_linux.go, State) names the container's first process.</summary>
    private static (string Status, int? Pid, DateTimeOffset? StartedAt) State(string folder)
    {
        if (!Directory.Exists(folder))
            return ("left behind", null, null);
        var state = JsonNode.Parse(File.ReadAllText($"{folder}/state.json"));
        var pid = (int?)state?["init_process_pid"];
        if (!Directory.Exists($"/proc/{pid}"))
            return ("stopped", null, null);
        DateTimeOffset? at = DateTimeOffset.TryParse((string?)state?["created"], out var created) ? created : null;
        return (File.Exists($"{folder}/exec.fifo") ? "created" : "running", pid, at);
    }

    private static string? StartOf(string timeline)
    {
        if (!File.Exists(timeline))
            return null;
        var marks = JsonSerializer.Deserialize(File.ReadAllBytes(timeline), ReportJson.Default.IReadOnlyListTimelineMark) ?? [];
        return marks.Any(m => m.Step == ColdStep) ? "cold" : "warm";
    }
}
