using Dkvm.ContainerSide.Control;
using Dkvm.Contract;

namespace Dkvm.Supervisor;

/// <summary>The commands of the control socket: one line each.</summary>
internal static class ControlCommands
{
    public static IReadOnlyList<IControlCommand> All(LaunchPlan plan) =>
    [
        new VersionCommand(plan.ContainerId),
    ];
}
