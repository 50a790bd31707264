using System.Globalization;
using System.Text.Json;

namespace Dkvm.GuestSide.Agent;

/// <summary>What /proc says of a process.</summary>
/// <param name="Pid">Its number for the workload.</param>
/// <param name="Parent">Of its parent; 0 for what is not the workload's.</param>
/// <param name="State">A letter, proc_pid_stat(5).</param>
/// <param name="CpuMilliseconds">What it has run, in user mode and in the kernel.</param>
/// <param name="ElapsedMilliseconds">Since its start.</param>
/// <param name="MemoryKiB">What it has in memory, shared pages included.</param>
/// <param name="Command">Its name, until its arguments are known.</param>
internal sealed record ProcessView(
    int Pid, int Parent, uint Uid, string User, string State, long CpuMilliseconds, long ElapsedMilliseconds, long MemoryKiB, string Command)
{
    // Fields of proc_pid_stat(5) after the name: the third of the page is the first here.
    private const int State3 = 0, Parent4 = 1, Flags9 = 6, UserTime14 = 11, SystemTime15 = 12, Start22 = 19, Resident24 = 21;
    private const int NeededFields = Resident24 + 1;

    private const uint KernelThread = 0x00200000; // PF_KTHREAD, include/linux/sched.h
    private const int MillisecondsATick = 10;     // USER_HZ is 100 on x86
    private const int KiBAPage = 4;

    /// <param name="stat">The file of that name.</param>
    /// <param name="status">The same.</param>
    /// <param name="uptime">Of the machine, in milliseconds.</param>
    /// <param name="ofNamespace">Only processes of a PID namespace below ours count; else all but kernel threads.</param>
    /// <returns>Null for one that does not count, or is nonsense. The parent's number is of our own namespace.</returns>
    public static ProcessView? Parse(string stat, string status, long uptime, bool ofNamespace)
    {
        var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
        if (open < 0 || close < open)
            return null;
        var fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < NeededFields || (Number(fields[Flags9]) & KernelThread) != 0)
            return null;
        var numbers = Field(status, "NSpid").Split('\t', StringSplitOptions.RemoveEmptyEntries);
        var users = Field(status, "Uid").Split('\t', StringSplitOptions.RemoveEmptyEntries); // real, effective, saved, file system
        if (numbers.Length < (ofNamespace ? 2 : 1) || users.Length < 2)
            return null;
        var start = Number(fields[Start22]) * MillisecondsATick;
        return new(
            (int)Number(numbers[ofNamespace ? 1 : 0]), (int)Number(fields[Parent4]), (uint)Number(users[1]), "",
            fields[State3], (Number(fields[UserTime14]) + Number(fields[SystemTime15])) * MillisecondsATick,
            Math.Max(0, uptime - start), Number(fields[Resident24]) * KiBAPage, stat[(open + 1)..close]);
    }

    /// <summary>
    /// With what proc_pid_smaps_rollup(5) says of its memory: the other files give what each processor has counted last, which
    /// is nothing for a small process.
    /// </summary>
    public ProcessView WithMemory(string? rollup) =>
        rollup is not null && Field(rollup, "Rss").Trim().Split(' ')[0] is { Length: > 0 } size ? this with { MemoryKiB = Number(size) } : this;

    /// <summary>The first number of /proc/uptime, seconds with two decimals, in milliseconds.</summary>
    public static long Uptime(string file) => Number(file.Split(' ')[0].Replace(".", "")) * MillisecondsATick;

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("pid"u8, Pid);
        json.WriteNumber("parent"u8, Parent);
        json.WriteNumber("uid"u8, Uid);
        json.WriteString("user"u8, User);
        json.WriteString("state"u8, State);
        json.WriteNumber("cpuMilliseconds"u8, CpuMilliseconds);
        json.WriteNumber("elapsedMilliseconds"u8, ElapsedMilliseconds);
        json.WriteNumber("memoryKiB"u8, MemoryKiB);
        json.WriteString("command"u8, Command);
        json.WriteEndObject();
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>What follows the name in proc_pid_status(5). The first line, the process's name, has its line feeds escaped.</summary>
    private static string Field(string status, string name)
    {
        var at = status.IndexOf($"\n{name}:", StringComparison.Ordinal);
        if (at < 0)
            return "";
        var value = status.AsSpan(at + name.Length + 2);
        return (value.IndexOf('\n') is >= 0 and var end ? value[..end] : value).ToString();
    }
}
