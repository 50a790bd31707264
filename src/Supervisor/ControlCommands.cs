using Dkvm.Actors;
using Dkvm.Actors.Guest;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Vm;
using Dkvm.ContainerSide;
using Dkvm.ContainerSide.Control;
using Dkvm.ContainerSide.Exec;
using Dkvm.ContainerSide.Guest;
using Dkvm.ContainerSide.Qemu;
using Dkvm.Contract;

namespace Dkvm.Supervisor;

/// <summary>The commands of the control socket: one line each.</summary>
internal static class ControlCommands
{
    public static IReadOnlyList<IControlCommand> All(
        LaunchPlan plan, World world, QemuPort qemu, GuestPort guest, Action<ExecRequest> exec, Action<VmSize> resize, Action<int> signal,
        Action<ICheckpoint> checkpoint, Func<ActorView> tree) =>
    [
        new VersionCommand(plan.ContainerId),
        new ExecCommand(exec),
        new ResizeCommand(resize),
        new SignalCommand(signal),
        new CheckpointCommand(checkpoint),
        new AgentCommand(world, guest),
        new TreeCommand(tree),
        new MonitorCommand(world, qemu, guest),
        new ConsoleCommand(world, qemu.Console, guest),
        new TopCommand(world, guest),
    ];
}
