using Dkvm.Contract;
using Dkvm.HostSide.Planning;

namespace Dkvm.Tests.HostSide.Planning;

public sealed class InheritedLimitsTests
{
    [Fact]
    public void What_the_specification_limits_is_not_inherited()
    {
        RlimitPlan files = new("RLIMIT_NOFILE", 20, 20), processes = new("RLIMIT_NPROC", 30, 30), given = new("RLIMIT_NOFILE", 1, 2);

        Assert.Equal([processes, given], InheritedLimits.Under([given], [files, processes]));
    }

    [Fact]
    public void Open_files_and_processes_are_always_handed_down()
    {
        var names = InheritedLimits.OfThisProcess().Select(l => l.Type).ToList();

        Assert.Contains("RLIMIT_NOFILE", names);
        Assert.Contains("RLIMIT_NPROC", names);
    }
}
