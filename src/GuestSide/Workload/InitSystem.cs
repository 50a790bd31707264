using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Workload;

/// <summary>A workload that is a machine's init system: systemd.</summary>
internal static class InitSystem
{
    /// <summary>"Powers off the machine, starts the poweroff.target unit", SIGRTMIN+4: systemd(1).</summary>
    public const int PowerOffSignal = 38;

    /// <summary>Whoever enters such a machine has all of it, as its init has.</summary>
    public static ProcessPlan Beside(ProcessPlan process) => process with
    {
        Capabilities = new() { Bounding = Capability.All, Effective = Root(process), Permitted = Root(process) },
    };

    /// <summary>Another user has none, as after a login: capabilities(7), "Effect of user ID changes on capabilities".</summary>
    private static IReadOnlyList<string> Root(ProcessPlan process) => process.Uid == 0 ? Capability.All : [];
}
