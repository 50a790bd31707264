using System.Text.Json;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Agent;

/// <summary>
/// dkvm-processes: the workload's processes, by the numbers that they have for each other. Any thread, one question at a time.
/// </summary>
/// <param name="guest">Has the workload.</param>
/// <param name="processes">/proc of our own PID namespace: a handle.</param>
internal sealed class ProcessList(IGuest guest, int processes)
{
    /// <summary>An answer's longest, in bytes of JSON: the control socket's lines may have 4 MiB.</summary>
    private const int MostBytes = 2 * 1024 * 1024;

    private const int MostOfCommand = 1024;
    private const int MostOfRollup = 1024;

    /// <summary>A character may be written as \uXXXX.</summary>
    private const int BytesACharacter = 6;

    private const int BytesOfTheRest = 256;

    private int _busy;

    public Answer Read()
    {
        var workload = guest.Workload ?? throw new AgentFault("the workload has not been started");
        // A process that hangs in the kernel can hold who reads about it.
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new AgentFault("the last such question has not been answered yet");
        try
        {
            var (found, leftOut) = Read(ofNamespace: workload.Process is not null);
            return Answer.Object(json =>
            {
                json.WriteStartArray("processes"u8);
                foreach (var process in found)
                    process.Write(json);
                json.WriteEndArray();
                json.WriteNumber("left_out"u8, leftOut);
            });
        }
        finally
        {
            _busy = 0;
        }
    }

    /// <param name="ofNamespace">The workload has a PID namespace of its own; else it is all but the kernel's threads.</param>
    private (List<ProcessView> Found, int LeftOut) Read(bool ofNamespace)
    {
        var users = new UserNames(SmallFile.TryRead("/etc/passwd") ?? "");
        var uptime = SmallFile.TryRead("uptime", at: processes) is { } text ? ProcessView.Uptime(text) : 0;
        var numbers = new Dictionary<int, int>();
        var found = new List<ProcessView>();
        var (size, leftOut) = (0, 0);
        foreach (var name in FolderListing.Names(processes, "."))
        {
            if (!int.TryParse(name, out var pid)
                || SmallFile.TryRead($"{pid}/stat", at: processes) is not { } stat || SmallFile.TryRead($"{pid}/status", at: processes) is not { } status
                || ProcessView.Parse(stat, status, uptime, ofNamespace) is not { } process)
                continue; // it has ended meanwhile, or is none of the workload's
            numbers[pid] = process.Pid;
            var command = SmallFile.TryReadStart($"{pid}/cmdline", MostOfCommand, at: processes);
            process = process.WithMemory(SmallFile.TryReadStart($"{pid}/smaps_rollup", MostOfRollup, at: processes));
            process = process with { User = users.Of(process.Uid), Command = CommandOf(command, process.Command) };
            size += BytesOfTheRest + BytesACharacter * (process.Command.Length + process.User.Length);
            if (size > MostBytes)
                leftOut++;
            else
                found.Add(process);
        }
        for (var i = 0; i < found.Count; i++)
            found[i] = found[i] with { Parent = numbers.GetValueOrDefault(found[i].Parent) };
        return (found, leftOut);
    }

    /// <summary>Arguments end with a zero byte: proc_pid_cmdline(5). A zombie has none, and shows its name in brackets, as in ps(1).</summary>
    private static string CommandOf(string? arguments, string name)
    {
        var command = arguments?.TrimEnd('\0').Replace('\0', ' ');
        return command is { Length: > 0 } ? command : $"[{name}]";
    }
}
