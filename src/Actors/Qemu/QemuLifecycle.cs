using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using static Dkvm.Actors.Lifecycle.Steps;
using static Dkvm.Actors.Qemu.QemuState;
using static Dkvm.Actors.Qemu.QemuEvent;
using static Dkvm.Actors.Ports.QemuSaid;

namespace Dkvm.Actors.Qemu;

public abstract record QemuState
{
    public sealed record Idle : QemuState;

    /// <summary>The process runs; its monitor has not greeted yet.</summary>
    public sealed record Starting(string? Why = null) : QemuState;

    /// <summary>The guest boots.</summary>
    public sealed record Booting(string? Why = null) : QemuState;

    /// <summary>The guest has said hello.</summary>
    public sealed record Running(string? Why = null) : QemuState;

    /// <summary>Asked or made to go; then, perhaps, started anew.</summary>
    public sealed record Stopping(Boot? Then = null) : QemuState;

    public sealed record Stopped : QemuState;
}

public abstract record QemuEvent
{
    public sealed record Boot(int Attempt, QemuLaunch Launch) : QemuEvent;

    /// <summary>The guest has said hello.</summary>
    public sealed record GuestUp : QemuEvent;

    public sealed record PowerDown : QemuEvent;

    public sealed record Quit : QemuEvent;

    public sealed record Kill : QemuEvent;

    /// <summary>What QEMU says, and in which attempt: a late word of an earlier one is ignored.</summary>
    public sealed record Said(int Attempt, QemuSaid What) : QemuEvent;
}

public sealed record LaunchQemu(int Attempt, QemuLaunch Launch) : Effect;

public sealed record SendPowerDown : Effect;

public sealed record SendQuit : Effect;

public sealed record KillProcess : Effect;

/// <summary>State(S) × Event(E) → State(S') + Effects. Pure.</summary>
public static class QemuLifecycle
{
    public static Step<QemuState> Next(QemuState state, object message) =>
        message is Said said ? NextSaid(state, said.What) : (state, message) switch
        {
            (Idle or Stopped, Boot b) => Launch(b),
            (Stopping, Boot b) => Stay<QemuState>(new Stopping(b)),
            (Idle, Quit or Kill) => To<QemuState>(new Stopped(), Gone()),
            (Idle, PowerDown) => Stay(state),

            (Starting, Late { Deadline: Deadline.Qmp }) => Stay(state, new Fail("QEMU's monitor did not greet in time", Late: true)),
            (Starting, Quit) => To<QemuState>(new Stopping(), new KillProcess()),    // nobody listens to QMP yet
            (Starting, PowerDown) => To<QemuState>(new Stopping(), new KillProcess()),

            (Starting or Booting, Late { Deadline: Deadline.Boot }) => Stay(state, new Fail("the guest did not come up in time", Late: true)),
            (Starting or Booting, GuestUp) => To<QemuState>(new Running()),

            (Booting or Running, PowerDown) => Stay(state, new SendPowerDown()),
            (Booting or Running, Quit) => To<QemuState>(new Stopping(), new SendQuit(), new Arm(Deadline.Quit)),
            (Starting or Booting or Running, Kill) => To<QemuState>(new Stopping(), new KillProcess()),

            (Stopping, Late { Deadline: Deadline.Quit }) or (Stopping, Kill) => Stay(state, new KillProcess()),
            (Stopping, Quit or PowerDown or GuestUp) => Stay(state),            // crossed on the wire

            (Stopped, Quit or Kill) => Stay(state, Gone()),
            (Stopped, PowerDown or GuestUp) => Stay(state),

            _ => Otherwise(state, message),
        };

    private static Step<QemuState> NextSaid(QemuState state, QemuSaid what) => (state, what) switch
    {
        (Starting s, Greeted) => To<QemuState>(new Booting(s.Why)),
        (Running, Greeted) => Stay(state),                                         // the guest was quicker

        (Starting s, NotRestored n) => Stay<QemuState>(s with { Why = $"the VM template could not be used: {n.Why}" }, new KillProcess()),

        (Starting s, Panicked or ShuttingDown) => Stay<QemuState>(s with { Why = Reason(what) ?? s.Why }),
        (Booting s, Panicked or ShuttingDown) => Stay<QemuState>(s with { Why = s.Why ?? Reason(what) }),
        (Running s, Panicked or ShuttingDown) => Stay<QemuState>(s with { Why = s.Why ?? Reason(what) }),

        // Its end mostly follows and says why; without it the VM goes on, and a stop has KILL as its last step.
        (Starting or Booting or Running, MonitorLost lost) => Stay(state, new Complain($"the monitor was lost: {lost.Why}")),

        (Starting s, Ended e) => Stay(state, new Fail(Cause(s.Why, e.End))),
        (Booting s, Ended e) => Stay(state, new Fail(Cause(s.Why, e.End))),
        (Running s, Ended e) => Stay(state, new Fail(Cause(s.Why, e.End))),

        (Stopping { Then: { } boot }, Ended) => Launch(boot),
        (Stopping, Ended) => To<QemuState>(new Stopped(), Gone()),
        (Stopping or Stopped or Idle, _) => Stay(state),

        _ => Otherwise(state, what),
    };

    private static Step<QemuState> Launch(Boot b) =>
        To<QemuState>(new Starting(), new LaunchQemu(b.Attempt, b.Launch), new Arm(Deadline.Qmp), new Arm(Deadline.Boot));

    private static Report Gone() => new(new Vm.VmEvent.QemuGone());

    private static string? Reason(QemuSaid what) => what switch
    {
        Panicked => "the guest's kernel panicked",
        ShuttingDown { Reason: "guest-reset" } => "the guest reset itself (a kernel panic, or reboot)",
        ShuttingDown { Reason: "guest-shutdown" } => "the guest powered itself off",
        ShuttingDown { Reason: "host-signal" } => "QEMU was told to end by a signal",
        _ => null,
    };

    private static string Cause(string? why, ProcessEnd end) => why is null ? $"QEMU {end}" : $"{why} (QEMU {end})";
}
