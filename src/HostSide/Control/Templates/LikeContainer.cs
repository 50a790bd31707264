using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.HostSide.Commands;
using Dkvm.Linux;

namespace Dkvm.HostSide.Templates;

/// <summary>Makes the template from which a VM that boots now could have started.</summary>
public static class LikeContainer
{
    /// <summary>From a container's start to its workload; a kernel that boots in emulation on a busy machine takes its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Goes on alone, with what others leave of the processors; whoever called gets its answer at once. A start must not fail
    /// for it, so what goes wrong stands in the store's log alone.
    /// </summary>
    public static void BuildInBackground(string id, TemplateStore store)
    {
        try
        {
            var log = store.OpenLog();
            var nothing = Descriptor.Open("/dev/null", Descriptor.ReadWrite);
            Priority.Lower();
            Spawner.Start(new SpawnRequest
            {
                Arguments = [Environment.ProcessPath!, "template", "build", "--like", id],
                Descriptors = [nothing, log, log],
                Directory = "/",
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException or SpawnException)
        {
            Console.Error.WriteLine($"no template is made: {e.Message}");
        }
    }

    /// <summary>When its workload runs, so that it does not wait for the template's VM.</summary>
    /// <exception cref="DkvmException">It does not run, or ends before its workload runs.</exception>
    public static void Build(string id, TemplateBuilder builder, TextWriter output, string run = Paths.HostRun)
    {
        var folder = $"{run}/{id}";
        if (!Appearance.Await($"{folder}/state", Paths.TimelineName, Patience)
            || VirtualMachine.Read(folder, new Dictionary<string, string>()) is not { Pid: not null })
            throw new DkvmException($"no VM of a container with the id {id} runs", remedy: "give the whole id, docker ps --no-trunc shows it");
        var machine = PlanJson.ReadLaunchPlan(File.ReadAllBytes($"{folder}/launch.json")).Machine;
        if (!machine.KernelDirectory.StartsWith(Paths.Kernels + "/", StringComparison.Ordinal))
            throw new DkvmException("a VM with a kernel that is none of the package's has no template");
        // A VM is given its disks, and more cards or none, when it has gone on from the template.
        builder.BuildOnce(machine with { Disks = [] }, cards: 1, output);
    }
}
