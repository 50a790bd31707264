using Dkvm.ContainerSide;
using Dkvm.ContainerSide.Control;
using Dkvm.ContainerSide.Guest;
using Dkvm.Contract;

namespace Dkvm.Supervisor;

/// <summary>The commands of the control socket: one line each.</summary>
internal static class ControlCommands
{
    public static IReadOnlyList<IControlCommand> All(LaunchPlan plan, World world, GuestPort guest) =>
    [
        new VersionCommand(plan.ContainerId),
        new AgentCommand(world, guest),
    ];
}
