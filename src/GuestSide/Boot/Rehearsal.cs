using Dkvm.Linux;

namespace Dkvm.GuestSide.Boot;

/// <summary>
/// An emulator translates each piece of the guest when it is first executed, anew in each VM, and takes longer for it than for anything
/// else in a warm start. What one processor has had translated serves them all: so from the machine's first moment after a
/// template, another one starts and ends a program that does nothing (native/dkvm-rehearsal.c), beside the machine's own start, and
/// the workload finds those ways of the kernel paved.
/// </summary>
internal sealed class Rehearsal
{
    private const string Program = "/rehearsal";

    private readonly Starter _prepared = new(), _start = new();

    private Rehearsal()
    {
    }

    /// <summary>Makes ready what the template is to have: a thread that waits. Null where there is no processor to spare.</summary>
    public static Rehearsal? Prepare()
    {
        if (SchedAffinity.Count() < 2)
            return null;
        var rehearsal = new Rehearsal();
        new Thread(rehearsal.Work, maxStackSize: 256 * 1024) { IsBackground = true, Name = "rehearsal" }.Start();
        rehearsal._prepared.Wait();
        return rehearsal;
    }

    /// <summary>The machine goes on from its template.</summary>
    public void Begin() => _start.Go();

    private void Work()
    {
        var can = Try(Mount.HaveOwnTree) // the others change to the workload's root meanwhile
            && Try(Perform);             // what was done once before the template is saved has all its memory then
        _prepared.Go();
        _start.Wait();
        if (can)
            Try(Perform);
    }

    /// <returns>False where the start will be slower, and the same.</returns>
    private static bool Try(Action part)
    {
        try
        {
            part();
            return true;
        }
        catch (Exception e) when (e is LinuxException or SpawnException)
        {
            return false;
        }
    }

    private static void Perform()
    {
        var (read, write) = Descriptor.Pipe();
        try
        {
            var process = Spawner.Start(new SpawnRequest
            {
                Arguments = [Program],
                Directory = "/",
                Descriptors = [read, write, write],
                NewNamespaces = NamespaceFlags.Pid,
                Mounts = [new(SpawnMountKind.Plain, "/run", "proc", "proc")],
                User = new(0, 0, []),
                NoNewPrivileges = true,
                Filter = AllowsAll,
            });
            PidFd.AwaitExit(process.PidFd);
            Descriptor.Close(process.PidFd);
        }
        finally
        {
            Descriptor.Close(read);
            Descriptor.Close(write);
            _ = Mount.TryDetachTree("/run");
        }
    }

    /// <summary>One instruction, BPF_RET | BPF_K, with SECCOMP_RET_ALLOW: linux/filter.h, linux/seccomp.h.</summary>
    private static readonly SyscallFilter AllowsAll = new([0x06, 0, 0, 0, 0, 0, 0xFF, 0x7F], 0);
}
