using Akka.Actor;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Vm;
using Dkvm.Contract;

namespace Dkvm.Tests.Actors;

public class SupervisionPolicyTests
{
    private static readonly VmState First = new VmState.Booting(1, []);
    private static readonly VmState Second = new VmState.Booting(2, []);
    private static readonly VmState Running = new VmState.Running();

    [Fact]
    public void A_guest_that_is_late_is_started_once_more_and_not_twice()
    {
        var late = new HelperFailure("qemu", "late", FailureKind.Late);
        Assert.Equal(Directive.Restart, SupervisionPolicy.Decide(First, late));
        Assert.Equal(Directive.Stop, SupervisionPolicy.Decide(Second, late));
    }

    [Fact]
    public void Under_KVM_a_late_guest_is_always_worth_a_start_in_software_emulation() =>
        Assert.Equal(Directive.Restart, SupervisionPolicy.Decide(
            new VmState.Booting(3, [], Accelerator.Kvm), new HelperFailure("qemu", "late", FailureKind.Late)));

    [Fact]
    public void The_settings_can_have_a_failure_end_the_container_at_once()
    {
        var never = new SupervisionPolicy.Restarting(false, false, false, false);
        foreach (var child in (string[])["virtiofsd", "qemu", "guest"])
            Assert.Equal(Directive.Stop, SupervisionPolicy.Decide(First, new HelperFailure(child, "x"), never));
        Assert.Equal(Directive.Stop, SupervisionPolicy.Decide(Running, new HelperFailure("network", "x"), never));
    }

    [Fact]
    public void What_goes_on_from_a_checkpoint_is_not_tried_twice()
    {
        var policy = SupervisionPolicy.FromCheckpoint(SupervisionPolicy.Shipped);
        foreach (var child in (string[])["virtiofsd", "qemu", "guest"])
            Assert.Equal(Directive.Stop, SupervisionPolicy.Decide(First, new HelperFailure(child, "x"), policy));
        Assert.Equal(Directive.Restart, SupervisionPolicy.Decide(Running, new HelperFailure("network", "x"), policy));
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
