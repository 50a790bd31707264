using System.Runtime.InteropServices;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Agent;

/// <summary>
/// guest-fsfreeze-*: file systems on disks of the workload's. Its root over virtiofs is none: what is on it is the
/// host's to freeze.
/// </summary>
/// <param name="processes">/proc of our own PID namespace: the workload's does not show this process's mounts.</param>
internal sealed class FreezeCommands(int processes)
{
    private volatile bool _ending;

    public bool Frozen { get; private set; }

    public Answer Status(CallArguments arguments)
    {
        arguments.End();
        return Answer.Of(Frozen ? "frozen" : "thawed");
    }

    public Answer FreezeAll(CallArguments arguments)
    {
        arguments.End();
        return Freeze(only: null);
    }

    public Answer FreezeList(CallArguments arguments)
    {
        var only = arguments.OptionalTexts("mountpoints");
        arguments.End();
        return Freeze(only);
    }

    public Answer Thaw(CallArguments arguments)
    {
        arguments.End();
        return Answer.Of(ThawAll());
    }

    public void ThawForGood()
    {
        _ending = true;
        ThawAll();
    }

    /// <summary>The innermost first: nothing is written to what is frozen while the rest follows.</summary>
    private Answer Freeze(IReadOnlyList<string>? only)
    {
        var mounts = DiskMounts.Read(processes);
        var count = 0;
        for (var i = mounts.Count - 1; i >= 0 && !_ending; i--)
        {
            if (only is not null && !only.Contains(mounts[i]))
                continue;
            var result = On(mounts[i], FileFreeze.TryFreeze);
            if (result == 0)
                count++;
            else if (result is not (-Errno.EOPNOTSUPP or -Errno.EBUSY)) // EBUSY: it was mounted twice
            {
                ThawAll();
                throw new AgentFault($"failed to freeze {mounts[i]}: {Marshal.GetPInvokeErrorMessage(-result)}");
            }
        }
        Frozen = count > 0;
        return Answer.Of(count);
    }

    /// <returns>How many file systems thawed.</returns>
    private int ThawAll()
    {
        var count = 0;
        foreach (var mount in DiskMounts.Read(processes))
        {
            var thawed = false;
            while (On(mount, FileFreeze.TryThaw) == 0) // it may have been frozen more than once
                thawed = true;
            if (thawed)
                count++;
        }
        Frozen = false;
        return count;
    }

    private static int On(string mount, Func<int, int> request)
    {
        var fd = Descriptor.TryOpen(mount, Descriptor.ReadOnly);
        if (fd < 0)
            return fd;
        var result = request(fd);
        Descriptor.Close(fd);
        return result;
    }
}
