using System.Text.Json;
using Dkvm.Contract;
using Dkvm.HostSide.Docker;
using Dkvm.HostSide.Doctor;

namespace Dkvm.HostSide.Commands;

/// <summary>ps: the VMs of this host.</summary>
public static class PsCommand
{
    /// <summary>As many characters of an id as Docker shows.</summary>
    private const int ShortId = 12;

    /// <summary>Of a command; all of it is in docker inspect, and with --json.</summary>
    private const int MostOfCommand = 40;

    /// <param name="engine">Knows the names; it need not be there.</param>
    /// <param name="json">For programs.</param>
    /// <param name="output">Gets the table.</param>
    /// <param name="run">One folder a VM.</param>
    public static async Task<int> Run(Engine engine, bool json, TextWriter output, string run = Paths.HostRun)
    {
        var folders = Directory.Exists(run) ? Directory.EnumerateDirectories(run).Order().ToList() : [];
        var names = folders.Count > 0 ? await engine.Names() : new Dictionary<string, string>();
        IReadOnlyList<VirtualMachine> machines = [.. folders.Select(f => VirtualMachine.Read(f, names)).OfType<VirtualMachine>()];
        if (json)
            output.WriteLine(JsonSerializer.Serialize(machines, ControlJson.Default.IReadOnlyListVirtualMachine));
        else
            Print(machines, DateTimeOffset.UtcNow, output);
        return 0;
    }

    public static void Print(IReadOnlyList<VirtualMachine> machines, DateTimeOffset now, TextWriter output)
    {
        var names = Math.Max("NAME".Length, machines.Select(m => m.Name?.Length ?? 0).DefaultIfEmpty().Max());
        output.WriteLine($"{"CONTAINER",-ShortId}  {"NAME".PadRight(names)}  {"STATUS",-11}  {"UP",4}  {"PID",7}  {"MEMORY",10}  {"VCPUS",5}  {"ACCEL",-5}  {"START",-5}  COMMAND");
        foreach (var m in machines)
            output.WriteLine(
                $"{Cut(m.Id, ShortId),-ShortId}  {(m.Name ?? "").PadRight(names)}  {m.Status,-11}  {Age(now - m.StartedAt),4}  {m.Pid,7}  "
                + $"{m.MemoryMiB + " MiB",10}  {m.Vcpus,5}  {m.Accelerator,-5}  {m.Start,-5}  {Shortened(m.Command)}");
    }

    /// <summary>In the largest unit that there is one of.</summary>
    public static string Age(TimeSpan? since) => since switch
    {
        null => "",
        { TotalDays: >= 1 } t => $"{(int)t.TotalDays}d",
        { TotalHours: >= 1 } t => $"{(int)t.TotalHours}h",
        { TotalMinutes: >= 1 } t => $"{(int)t.TotalMinutes}m",
        { } t => $"{Math.Max(0, (int)t.TotalSeconds)}s",
    };

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;

    private static string Shortened(string command) => command.Length > MostOfCommand ? command[..(MostOfCommand - 1)] + "…" : command;
}
