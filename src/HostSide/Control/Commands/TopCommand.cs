using System.Globalization;
using System.Text.Json;
using Dkvm.Contract;
using Dkvm.HostSide.Doctor;
using Dkvm.Protocol.Control;

namespace Dkvm.HostSide.Commands;

/// <summary>top: what runs in the guest, once.</summary>
public static class TopCommand
{
    /// <summary>The supervisor keeps the time; this is for one that is stopped itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static int Run(string id, bool json, int? columns, TextWriter output, string run = Paths.HostRun)
    {
        var processes = GuestProcesses.Parse(ControlClient.Call(id, TopWire.Top, patience: Patience, run: run));
        if (json)
            output.WriteLine(JsonSerializer.Serialize(processes, ControlJson.Default.GuestProcesses));
        else
            Print(processes, columns, output);
        return 0;
    }

    /// <param name="processes">What runs.</param>
    /// <param name="columns">Longer lines are cut, as ps(1) does on a terminal; null for none.</param>
    /// <param name="output">Gets the table.</param>
    public static void Print(GuestProcesses processes, int? columns, TextWriter output)
    {
        var users = Math.Max("USER".Length, processes.Processes.Select(p => p.User.Length).DefaultIfEmpty().Max());
        Line($"{"PID",7} {"PPID",7}  {"USER".PadRight(users)}  S  {"%CPU",5} {"TIME",10} {"MEMORY",11}  COMMAND");
        foreach (var p in processes.Processes)
            Line(string.Create(CultureInfo.InvariantCulture,
                $"{p.Pid,7} {p.Parent,7}  {p.User.PadRight(users)}  {p.State}  {p.CpuPercent,5:0.0} {Time(p.CpuMilliseconds),10} {p.MemoryKiB / 1024.0,7:0.0} MiB  {p.Command}"));
        if (processes.LeftOut > 0)
            Line($"and {processes.LeftOut} more");

        void Line(string text) => output.WriteLine(columns is { } limit && text.Length > limit ? text[..limit] : text);
    }

    /// <summary>Minutes, seconds and hundredths, as top(1) has them.</summary>
    private static string Time(long milliseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 60_000}:{milliseconds / 1000 % 60:00}.{milliseconds / 10 % 100:00}");
}
