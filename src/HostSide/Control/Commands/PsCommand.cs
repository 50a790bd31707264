using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.HostSide.Doctor;

namespace Dkvm.HostSide.Commands;

/// <param name="Status">created or running, stopped, or left behind.</param>
public sealed record VirtualMachine(string Id, string Status, int MemoryMiB, int Vcpus, string Accelerator, string Command);

/// <summary>ps: the VMs of this host, from /run/dkvm and runc's state.</summary>
public static class PsCommand
{
    /// <summary>As many characters of an id as Docker shows.</summary>
    private const int ShortId = 12;

    public static int Run(bool json, TextWriter output, string run = Paths.HostRun)
    {
        IReadOnlyList<VirtualMachine> machines = Directory.Exists(run)
            ? [.. Directory.EnumerateDirectories(run).Order().Select(Read).OfType<VirtualMachine>()]
            : [];
        if (json)
            output.WriteLine(JsonSerializer.Serialize(machines, ControlJson.Default.IReadOnlyListVirtualMachine));
        else
            Print(machines, output);
        return 0;
    }

    private static void Print(IReadOnlyList<VirtualMachine> machines, TextWriter output)
    {
        output.WriteLine($"{"CONTAINER",-ShortId}  {"STATUS",-11}  {"MEMORY",8}  {"VCPUS",5}  ACCEL  COMMAND");
        foreach (var m in machines)
            output.WriteLine(
                $"{(m.Id.Length > ShortId ? m.Id[..ShortId] : m.Id),-ShortId}  {m.Status,-11}  {m.MemoryMiB + " MiB",8}  {m.Vcpus,5}  {m.Accelerator,-5}  {m.Command}");
    }

    /// <returns>Null for a folder that is just being made or removed.</returns>
    private static VirtualMachine? Read(string folder)
    {
        try
        {
            var plan = PlanJson.ReadLaunchPlan(File.ReadAllBytes($"{folder}/launch.json"));
            var owner = ContainerOwner.Read($"{folder}/owner.json");
            return new(
                plan.ContainerId, Status($"{owner.Root}/{plan.ContainerId}"), plan.Machine.MemoryMiB, plan.Machine.Vcpus,
                plan.Machine.Accelerator.ToString().ToLowerInvariant(), string.Join(' ', plan.Guest.Process.Args));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>runc's state.json (libcontainer/container_linux.go, State) names the container's first process.</summary>
    private static string Status(string state)
    {
        if (!Directory.Exists(state))
            return "left behind";
        var pid = (int?)JsonNode.Parse(File.ReadAllText($"{state}/state.json"))?["init_process_pid"];
        return !Directory.Exists($"/proc/{pid}") ? "stopped" : File.Exists($"{state}/exec.fifo") ? "created" : "running";
    }
}
