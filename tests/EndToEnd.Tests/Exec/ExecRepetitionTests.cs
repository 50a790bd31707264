using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Exec;

/// <summary>What a health check asks for: no call leaves anything.</summary>
public sealed class ExecRepetitionTests(ExecContainers containers) : ExecTest(containers)
{
    /// <summary>Garbage that no collection has come for yet.</summary>
    private const long SlackKiB = 6 * 1024;

    [Fact]
    public Task Many_execs_leave_memory_processes_and_descriptors_where_they_were() => Repeat(200);

    [Fact]
    [Trait("Category", "Soak")]
    public Task A_thousand_execs_leave_memory_processes_and_descriptors_where_they_were() => Repeat(1000);

    private async Task Repeat(int times)
    {
        for (var i = 0; i < 20; i++) // what is made once is made
            (await Containers.Do(Runtime.Dkvm, ["-i"], ["true"])).Successful();
        var before = await Look();

        for (var i = 0; i < times; i++)
            (await Containers.Do(Runtime.Dkvm, ["-i"], ["true"])).Successful();

        var after = await Look();
        Assert.Equal(before.Processes, after.Processes);
        Assert.Equal(before.Files, after.Files);
        Assert.Equal(before.GuestProcesses, after.GuestProcesses);
        Assert.Equal(before.GuestDescriptors, after.GuestDescriptors);
        Assert.Equal(before.Descriptors, after.Descriptors);
        Assert.InRange(after.MemoryKiB, 0, before.MemoryKiB + SlackKiB);
    }

    private sealed record View(
        string Processes, string Files, string GuestProcesses, string GuestDescriptors, int Descriptors, long MemoryKiB);

    private async Task<View> Look()
    {
        var id = Containers.Of(Runtime.Dkvm);
        var supervisor = await Docker.PidOf(id);
        // Our own look is an exec, too: what it shows of itself is the same each time, as it has nothing beside it.
        var guest = (await Containers.Shell(Runtime.Dkvm, "ps -o comm; true")).Successful().Output;
        var open = (await Containers.Shell(Runtime.Dkvm, "ls /proc/1/fd | wc -l; ls /dev/pts")).Successful().Output;
        return new(
            string.Join('\n', EngineState.PidsOf(Containers.Engine, id).Select(p => EngineState.Read($"/proc/{p}/comm")).Order()),
            string.Join('\n', Directory.EnumerateFileSystemEntries($"/run/dkvm/{id}", "*", SearchOption.AllDirectories).Order()),
            string.Join('\n', guest.Split('\n').Order()), open, Directory.GetFileSystemEntries($"/proc/{supervisor}/fd").Length, ResidentKiB(supervisor));
    }

    private static long ResidentKiB(int pid) => long.Parse(
        EngineState.Read($"/proc/{pid}/status").Split('\n').Single(l => l.StartsWith("VmRSS:")).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1]);
}
