using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Shutdown;
using Dkvm.Contract;
using static Dkvm.Actors.Lifecycle.Steps;
using static Dkvm.Actors.Ports.QemuSaid;
using static Dkvm.Actors.Qemu.QemuEvent;
using static Dkvm.Actors.Qemu.QemuState;

namespace Dkvm.Actors.Qemu;

/// <summary>State(S) × Event(E) → State(S') + Effects. Pure.</summary>
public static class QemuLifecycle
{
    public static Step<QemuState> Next(QemuState state, object message) =>
        message is Said said ? NextSaid(state, said.What) : (state, message) switch
        {
            (Idle or Stopped, Boot b) => Launch(b),
            (Stopping, Boot b) => Stay<QemuState>(new Stopping(b)),
            (Idle, Quit or Kill) => To<QemuState>(new Stopped(), Gone()),
            (Idle, PowerDown or Wake) => Stay(state),

            (Starting, Late { Deadline: Deadline.Qmp }) =>
                Stay(state, new Fail("QEMU's monitor did not greet in time", FailureKind.Late)),
            (Starting, Quit or PowerDown) => To<QemuState>(new Stopping(), new KillProcess()),    // nobody listens to QMP yet
            (Starting, Wake) => Stay(state),

            (Starting s, AskForGuest a) => Stay<QemuState>(s with { Asked = true }, new Arm(Boots(a.Accelerator))),
            (Booting b, AskForGuest a) => Stay<QemuState>(b with { Asked = true }, new Arm(b.Restored ? Deadline.BootWarm : Boots(a.Accelerator))),
            (Starting s, Fit f) => Stay<QemuState>(s with { Fit = f }),
            (Booting { Restored: true }, Fit f) => Stay(state, new FitMachine(f.Attempt, f.Cards)),
            (Booting, Fit f) => Stay(state, Unfit(f)),
            (Booting, Fitted { Failure: null } f) => Stay(state, new Report(new Vm.VmEvent.CardsFit(f.Attempt))),
            (Booting, Fitted f) => Stay(state, new Fail($"the cards of the VM template cannot be changed: {f.Failure}", FailureKind.Template)),
            (_, AskForGuest or Fit or Fitted) => Stay(state),                               // it ends

            (Starting { Asked: false } or Booting { Asked: false }, Late { Deadline: Deadline.Boot or Deadline.BootKvm }) => Stay(state),
            (Starting or Booting, Late { Deadline: Deadline.Boot or Deadline.BootKvm }) =>
                Stay(state, new Fail("the guest did not come up in time", FailureKind.Late)),
            (Booting, Late { Deadline: Deadline.BootWarm }) =>
                Stay(state, new Fail("the guest of the VM template did not answer in time", FailureKind.Template)),
            (Starting or Booting, GuestUp) => To<QemuState>(new Running(Deaf: state is Booting { Deaf: true })),

            (Booting { Deaf: true } or Running { Deaf: true }, PowerDown) =>
                Stay(state, new Report(new Vm.VmEvent.StepImpossible(StopStep.PowerButton, "QEMU's monitor was lost"))),
            (Booting { Deaf: true } or Running { Deaf: true }, Quit) => To<QemuState>(new Stopping(), new KillProcess()),
            (Running { Deaf: false }, Plug p) => Stay(state, new PlugIn(p.Number, p.Tap), CardsChanged()),
            (Running { Deaf: false }, Unplug u) => Stay(state, new PlugOut(u.Number, u.Card), CardsChanged()),
            (Running { Deaf: false }, QemuEvent.Cut c) => Stay(state, new CutOff(c.Card), CardsChanged()),
            (_, Plug or Unplug or QemuEvent.Cut) => Stay(state),       // nobody hears; who asked has a deadline
            (Booting or Running, Wake) => Stay(state, new SendContinue()),
            (Booting or Running, SetMemory m) => Stay(state, new SendMemory(m.Mebibytes)),
            (Running { Deaf: false }, Save s) => Stay(state, new SaveInto(s.Checkpoint)),
            (_, Save) => Stay(state, new Report(new Vm.VmEvent.MachineSaved("QEMU takes no commands"))),
            (_, SetMemory) => Stay(state),                                                       // there is no machine to be of any size
            (Booting or Running, PowerDown) => Stay(state, new SendPowerDown()),
            (Booting or Running, Quit) => To<QemuState>(new Stopping(), new SendQuit(), new Arm(Deadline.Quit)),
            (Starting or Booting or Running, Kill) => To<QemuState>(new Stopping(), new KillProcess()),

            (Stopping, Late { Deadline: Deadline.Quit } or Kill) => Stay(state, new KillProcess()),
            (Stopping, Quit or PowerDown or Wake or GuestUp) => Stay(state),            // crossed on the wire

            (Stopped, Quit or Kill) => Stay(state, Gone()),
            (Stopped, PowerDown or Wake or GuestUp) => Stay(state),

            _ => Otherwise(state, message),
        };

    private static Step<QemuState> NextSaid(QemuState state, QemuSaid what) => (state, what) switch
    {
        (Starting s, Greeted { Restored: true }) => To<QemuState>(
            new Booting(s.Why, Restored: true, Asked: s.Asked),
            [.. s.Fit is { } fit ? new[] { new FitMachine(fit.Attempt, fit.Cards) } : [], .. s.Asked ? new[] { new Arm(Deadline.BootWarm) } : []]),
        (Starting { Fit: { } fit } s, Greeted) => To<QemuState>(new Booting(s.Why, Asked: s.Asked), Unfit(fit)),
        (Starting s, Greeted) => To<QemuState>(new Booting(s.Why, Asked: s.Asked)),
        (Running, Greeted) => Stay(state),                                         // the guest was quicker

        (Starting, NotRestored { IsCheckpoint: true } n) => Stay(state, new Fail($"it cannot go on from the checkpoint: {n.Why}", FailureKind.Checkpoint)),
        (Starting, NotRestored n) => Stay(state, new Fail($"the VM template could not be used: {n.Why}", FailureKind.DamagedTemplate)),

        (Starting s, Panicked or ShuttingDown) => Stay<QemuState>(s with { Why = Reason(what, s.Why) }),
        (Booting s, Panicked or ShuttingDown) => Stay<QemuState>(s with { Why = Reason(what, s.Why) }),
        (Running s, Panicked or ShuttingDown) => Stay<QemuState>(s with { Why = Reason(what, s.Why) }),

        // Its end mostly follows and says why. Without it the VM goes on, and is stopped by other means.
        (Starting, MonitorLost lost) => Stay(state, Lost(lost)),                   // no greeting will come: its deadline decides
        (Booting s, MonitorLost lost) => Stay<QemuState>(s with { Deaf = true }, Lost(lost)),
        (Running s, MonitorLost lost) => Stay<QemuState>(s with { Deaf = true }, Lost(lost)),

        (Starting s, Ended e) => Stay(state, Failed(s.Why, e.End)),
        (Booting s, Ended e) => Stay(state, Failed(s.Why, e.End)),
        (Running s, Ended e) => Stay(state, Failed(s.Why, e.End)),

        (Stopping { Then: { } boot }, Ended) => Launch(boot),
        (Stopping, Ended) => To<QemuState>(new Stopped(), Gone()),
        (Stopping or Stopped or Idle, _) => Stay(state),

        _ => Otherwise(state, what),
    };

    private static Step<QemuState> Launch(Boot b) => To<QemuState>(
        new Starting(),
        new LaunchQemu(b.Attempt, b.Launch),
        new Arm(Deadline.Qmp),
        new Arm(Boots(b.Accelerator)));

    private static Deadline Boots(Accelerator accelerator) => accelerator == Accelerator.Kvm ? Deadline.BootKvm : Deadline.Boot;

    /// <summary>A kernel that has just begun to look at its machine is not to be disturbed; one that begins anew has lost nothing.</summary>
    private static Report Unfit(Fit fit) => new(new Vm.VmEvent.CardsUnfit(fit.Attempt));

    private static Report CardsChanged() => new(new Vm.VmEvent.CardsChanged());

    private static Report Gone() => new(new Vm.VmEvent.QemuGone());

    private static Complain Lost(MonitorLost lost) => new($"the monitor was lost: {lost.Why}");

    private static Fail Failed(string? why, ProcessEnd end) => new(
        why is null ? $"QEMU {end}" : $"{why} (QEMU {end})", end.OutOfMemory ? FailureKind.OutOfMemory : FailureKind.Crash);

    /// <summary>The first reason counts, but a panic says more than the reset that follows it.</summary>
    private static string? Reason(QemuSaid what, string? before) => what switch
    {
        Panicked { Words: { } words } => $"the guest's kernel panicked: {words}",
        Panicked => before ?? "the guest's kernel panicked",
        ShuttingDown { Reason: "guest-reset" } => before ?? "the guest reset itself",
        ShuttingDown { Reason: "guest-shutdown" } => before ?? "the guest powered itself off",
        ShuttingDown { Reason: "host-signal" } => before ?? "QEMU was told to end by a signal",
        _ => before,
    };
}
