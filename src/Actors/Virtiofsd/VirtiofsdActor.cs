using Akka.Actor;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;

namespace Dkvm.Actors.Virtiofsd;

/// <summary>Keeps virtiofsd serving the image's root.</summary>
public sealed class VirtiofsdActor(IVirtiofsdPort port, Settings settings)
    : LifecycleActor<VirtiofsdState>(settings, new VirtiofsdState.Idle())
{
    private IVirtiofsd? _running;

    protected override Step<VirtiofsdState> Next(VirtiofsdState state, object message) => VirtiofsdLifecycle.Next(state, message);

    protected override void Perform(Effect effect)
    {
        switch (effect)
        {
            case StartVirtiofsd start:
                var self = Self;
                _running = port.Start((end, tail) => self.Tell(new VirtiofsdEvent.Exited(start.Attempt, end, tail)));
                Apply(new VirtiofsdEvent.Started(start.Attempt, _running.Pid, _running.Socket));
                break;
            case KillVirtiofsd:
                _running?.Kill();
                break;
        }
    }

    protected override void PostStop() => _running?.Kill();
}
