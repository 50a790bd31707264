using Akka.Configuration;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Vm;

namespace Dkvm.Actors;

/// <summary>The numbers and times of hocon/dkvm.conf, where each is explained.</summary>
public sealed record Settings
{
    public required TimeSpan QmpTimeout { get; init; }

    /// <summary>In software emulation.</summary>
    public required TimeSpan BootTimeout { get; init; }

    public required TimeSpan BootTimeoutKvm { get; init; }

    public required TimeSpan BootTimeoutWarm { get; init; }

    public required TimeSpan StartTimeout { get; init; }

    public required TimeSpan CutTimeout { get; init; }

    public required TimeSpan HoldTimeout { get; init; }

    /// <summary>How long an exec waits for the VM to come up.</summary>
    public required TimeSpan ExecWait { get; init; }

    public required TimeSpan UnmountTimeout { get; init; }

    public required TimeSpan QuitTimeout { get; init; }

    public required int NetworkTries { get; init; }

    public required TimeSpan NetworkRetry { get; init; }

    public required TimeSpan NetworkSettle { get; init; }

    public required TimeSpan NetworkStep { get; init; }

    public required int Restarts { get; init; }

    public required TimeSpan RestartWindow { get; init; }

    public required TimeSpan StopTimeout { get; init; }

    /// <summary>How long a client of the control socket may take to send its command.</summary>
    public required TimeSpan ControlPatience { get; init; }

    public required double PowerButtonShare { get; init; }

    public required double AgentShare { get; init; }

    public required double QuitShare { get; init; }

    /// <summary>Whose failure starts it again.</summary>
    public required SupervisionPolicy.Restarting Restarting { get; init; }

    public required ExitCodes ExitCodes { get; init; }

    /// <param name="config">With every key of <see cref="SettingKeys"/>.</param>
    /// <param name="stopTimeout">The container's own, or null for that of the configuration.</param>
    public static Settings From(Config config, TimeSpan? stopTimeout = null)
    {
        var vm = config.GetConfig("dkvm");
        return new Settings
        {
            QmpTimeout = vm.GetTimeSpan("qemu.qmp-timeout"),
            BootTimeout = vm.GetTimeSpan("qemu.boot-timeout.tcg"),
            BootTimeoutKvm = vm.GetTimeSpan("qemu.boot-timeout.kvm"),
            BootTimeoutWarm = vm.GetTimeSpan("qemu.boot-timeout.warm"),
            StartTimeout = vm.GetTimeSpan("guest.start-timeout"),
            CutTimeout = vm.GetTimeSpan("guest.cut-timeout"),
            HoldTimeout = vm.GetTimeSpan("guest.hold-timeout"),
            ExecWait = vm.GetTimeSpan("exec.wait-for-vm"),
            UnmountTimeout = vm.GetTimeSpan("guest.unmount-timeout"),
            QuitTimeout = vm.GetTimeSpan("qemu.quit-timeout"),
            NetworkTries = vm.GetInt("network.tries"),
            NetworkRetry = vm.GetTimeSpan("network.retry-after"),
            NetworkSettle = vm.GetTimeSpan("network.settle-time"),
            NetworkStep = vm.GetTimeSpan("network.step-timeout"),
            Restarts = vm.GetInt("restart.most"),
            RestartWindow = vm.GetTimeSpan("restart.within"),
            StopTimeout = stopTimeout ?? vm.GetTimeSpan("stop.timeout"),
            ControlPatience = vm.GetTimeSpan("control.patience"),
            PowerButtonShare = vm.GetDouble("stop.share.power-button"),
            AgentShare = vm.GetDouble("stop.share.agent"),
            QuitShare = vm.GetDouble("stop.share.quit"),
            Restarting = new(
                vm.GetBoolean("restart.virtiofsd"), vm.GetBoolean("restart.qemu"), vm.GetBoolean("restart.guest"),
                vm.GetBoolean("restart.network")),
            ExitCodes = new(vm.GetInt("exit-code.failed"), vm.GetInt("exit-code.killed"), vm.GetInt("exit-code.stopped")),
        };
    }

    public TimeSpan Of(Deadline deadline) => deadline switch
    {
        Deadline.Qmp => QmpTimeout,
        Deadline.Boot => BootTimeout,
        Deadline.BootKvm => BootTimeoutKvm,
        Deadline.BootWarm => BootTimeoutWarm,
        Deadline.Start => StartTimeout,
        Deadline.Cut => CutTimeout,
        Deadline.Hold => HoldTimeout,
        Deadline.ExecWait => ExecWait,
        Deadline.Unmount => UnmountTimeout,
        Deadline.Quit => QuitTimeout,
        Deadline.NetworkRetry => NetworkRetry,
        Deadline.NetworkSettle => NetworkSettle,
        Deadline.NetworkStep => NetworkStep,
        Deadline.PowerButton => StopTimeout * PowerButtonShare,
        Deadline.AgentShutdown => StopTimeout * AgentShare,
        Deadline.StopQuit => StopTimeout * QuitShare,
        _ => throw new ArgumentOutOfRangeException(nameof(deadline)),
    };
}
