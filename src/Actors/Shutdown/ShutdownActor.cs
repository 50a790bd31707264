using Akka.Actor;
using Dkvm.Actors.Guest;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Qemu;

namespace Dkvm.Actors.Shutdown;

/// <summary>Carries out the ordered stop, step by step, within the time Docker allows.</summary>
public sealed class ShutdownActor(IActorRef qemu, IActorRef guest, Settings settings)
    : LifecycleActor<ShutdownState>(settings, new ShutdownState.Idle())
{
    private const int Sigterm = 15;

    protected override Step<ShutdownState> Next(ShutdownState state, object message) => ShutdownLifecycle.Next(state, message);

    protected override void Perform(Effect effect)
    {
        switch (effect)
        {
            case PressPowerButton:
                qemu.Tell(new QemuEvent.PowerDown());
                break;
            case SendTermByAgent:
                guest.Tell(new GuestEvent.SendSignal(Sigterm));
                break;
            case ShutDownByAgent:
                guest.Tell(new GuestEvent.ShutDown());
                break;
            case QuitQemu:
                qemu.Tell(new QemuEvent.Quit());
                break;
            case KillQemu:
                qemu.Tell(new QemuEvent.Kill());
                break;
        }
    }
}
