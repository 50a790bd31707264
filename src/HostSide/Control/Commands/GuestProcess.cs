using System.Text.Json;
using Dkvm.Contract;

namespace Dkvm.HostSide.Commands;

/// <summary>A process as the guest's agent describes it.</summary>
/// <param name="Pid">As the workload's own ps shows it.</param>
/// <param name="State">A letter: R, S, D, Z, T, I as in ps(1).</param>
public sealed record GuestProcess(
    int Pid, int Parent, uint Uid, string User, string State, long CpuMilliseconds, long ElapsedMilliseconds, long MemoryKiB, string Command)
{
    /// <summary>Of the time since its start, in percent of one processor.</summary>
    public double CpuPercent => ElapsedMilliseconds > 0 ? 100.0 * CpuMilliseconds / ElapsedMilliseconds : 0;
}

/// <param name="LeftOut">So many more than the guest can say.</param>
public sealed record GuestProcesses(IReadOnlyList<GuestProcess> Processes, int LeftOut)
{
    /// <summary>Reads what a guest says, which may be anything. Those that have run most come first.</summary>
    /// <exception cref="DkvmException">It is no list of processes.</exception>
    public static GuestProcesses Parse(JsonElement answer)
    {
        try
        {
            return new(
                [.. answer.GetProperty("processes").EnumerateArray().Select(ParseOne).OrderByDescending(p => p.CpuMilliseconds).ThenBy(p => p.Pid)],
                Math.Max(0, answer.GetProperty("left_out").GetInt32()));
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DkvmException("the guest's agent gives no list of processes", cause: e);
        }
    }

    private static GuestProcess ParseOne(JsonElement process) => new(
        process.GetProperty("pid").GetInt32(), process.GetProperty("parent").GetInt32(), process.GetProperty("uid").GetUInt32(),
        Text(process, "user"), Text(process, "state"), Amount(process, "cpuMilliseconds"), Amount(process, "elapsedMilliseconds"),
        Amount(process, "memoryKiB"), Text(process, "command"));

    /// <summary>Also with --json, whose reader may print it.</summary>
    private static string Text(JsonElement process, string name) => TerminalText.CleanLine(process.GetProperty(name).GetString() ?? "");

    private static long Amount(JsonElement process, string name) => Math.Max(0, process.GetProperty(name).GetInt64());
}
