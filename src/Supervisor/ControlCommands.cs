using Dkvm.Actors;
using Dkvm.Actors.Guest;
using Dkvm.ContainerSide;
using Dkvm.ContainerSide.Control;
using Dkvm.ContainerSide.Exec;
using Dkvm.ContainerSide.Guest;
using Dkvm.Contract;

namespace Dkvm.Supervisor;

/// <summary>The commands of the control socket: one line each.</summary>
internal static class ControlCommands
{
    public static IReadOnlyList<IControlCommand> All(
        LaunchPlan plan, World world, GuestPort guest, Action<ExecRequest> exec, Func<ActorView> tree) =>
    [
        new VersionCommand(plan.ContainerId),
        new ExecCommand(exec),
        new AgentCommand(world, guest),
        new TreeCommand(tree),
    ];
}
