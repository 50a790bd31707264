using Akka.Actor;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Vm;

namespace Dkvm.Tests.Actors;

public class SupervisionPolicyTests
{
    private static readonly VmState First = new VmState.Booting(1, []);
    private static readonly VmState Second = new VmState.Booting(2, []);
    private static readonly VmState Running = new VmState.Running();

    [Fact]
    public void A_guest_that_is_late_is_started_once_more_and_not_twice()
    {
        var late = new HelperFailure("qemu", "late", late: true);
        Assert.Equal(Directive.Restart, SupervisionPolicy.Decide(First, late));
        Assert.Equal(Directive.Stop, SupervisionPolicy.Decide(Second, late));
    }

    [Theory]
    [InlineData("virtiofsd")]
    [InlineData("qemu")]
    [InlineData("guest")]
    public void Before_the_workload_runs_a_helper_starts_again_and_afterwards_its_loss_ends_the_VM(string child)
    {
        var failure = new HelperFailure(child, "crashed");
        Assert.Equal(Directive.Restart, SupervisionPolicy.Decide(Second, failure));
        Assert.Equal(Directive.Stop, SupervisionPolicy.Decide(Running, failure));
    }

    [Fact]
    public void A_running_workload_outlives_its_networks_actor() =>
        Assert.Equal(Directive.Restart, SupervisionPolicy.Decide(Running, new HelperFailure("network", "x")));

    [Fact]
    public void What_nobody_foresaw_ends_the_VM() =>
        Assert.Equal(Directive.Stop, SupervisionPolicy.Decide(Running, new InvalidOperationException()));
}
