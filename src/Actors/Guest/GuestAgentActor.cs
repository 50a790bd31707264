using Akka.Actor;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Contract;

namespace Dkvm.Actors.Guest;

/// <summary>Talks to the guest's agent.</summary>
public sealed class GuestAgentActor(IGuestPort port, Func<GuestPlan> plan, Settings settings)
    : LifecycleActor<GuestState>(settings, new GuestState.Idle())
{
    private IGuest? _guest;
    private int _attempt;

    protected override Step<GuestState> Next(GuestState state, object message) =>
        message is GuestEvent.Said said && said.Attempt != _attempt
            ? Steps.Stay(state)
            : GuestLifecycle.Next(state, message);

    protected override void Perform(Effect effect)
    {
        switch (effect)
        {
            case AttachGuest attach:
                var self = Self;
                _attempt = attach.Attempt;
                _guest = port.Attach(attach.Sockets, plan(), what => self.Tell(new GuestEvent.Said(attach.Attempt, what)));
                break;
            case DetachGuest:
                _guest?.Detach();
                _guest = null;
                break;
            case SignalEntrypoint signal:
                _guest?.Signal(signal.Number);
                break;
            case ArmPowerButton:
                _guest?.Arm();
                break;
            case ShutDownGuest:
                _guest?.Shutdown();
                break;
        }
    }

    protected override void PostStop() => _guest?.Detach();
}
