using Akka.Actor;
using Dkvm.Actors.Guest;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Qemu;

namespace Dkvm.Actors.Network;

/// <summary>Connects the container's interfaces to the guest, and has a VM that runs follow their changes.</summary>
/// <param name="port">The container's network namespace.</param>
/// <param name="qemu">Takes <see cref="QemuEvent.Plug"/> and its like.</param>
/// <param name="guest">Takes <see cref="GuestEvent.ChangeNetwork"/>.</param>
/// <param name="settings">Times and tries.</param>
public sealed class NetworkActor(INetworkPort port, Func<IActorRef> qemu, Func<IActorRef> guest, Settings settings)
    : LifecycleActor<NetworkState>(settings, new NetworkState.Idle(port.Comes))
{
    protected override Step<NetworkState> Next(NetworkState state, object message) =>
        NetworkLifecycle.Next(state, message, Settings.NetworkTries);

    protected override void Perform(Effect effect)
    {
        var self = Self;
        switch (effect)
        {
            case AwaitNetwork:
                port.WhenThere(failure => self.Tell(new NetworkEvent.Came(failure)));
                break;
            case ReserveTap:
                Try(() => new NetworkEvent.Reserved(port.Reserve()), _ => new NetworkEvent.Reserved(null)); // the set-up will say why
                break;
            case SetUpNetwork:
                Try(() =>
                {
                    port.Watch(() => self.Tell(new NetworkEvent.Changed()));
                    return new NetworkEvent.SetUpDone(port.SetUp());
                }, cause => new NetworkEvent.SetUpFailed(cause));
                break;
            case LookAgain:
                Try(() => new NetworkEvent.Seen(port.LookAgain()), cause => new NetworkEvent.NotSeen(cause));
                break;
            case PlugCard plug:
                qemu().Tell(new QemuEvent.Plug(plug.Number, plug.Tap));
                break;
            case UnplugCard unplug:
                qemu().Tell(new QemuEvent.Unplug(unplug.Number, unplug.Card));
                break;
            case CutCard cut:
                qemu().Tell(new QemuEvent.Cut(cut.Card));
                break;
            case TellGuest tell:
                guest().Tell(new GuestEvent.ChangeNetwork(tell.Number, tell.Plan));
                break;
            case ReleaseTap release:
                port.Release(release.Card);
                break;
            case RefuseTap refuse:
                port.Refuse(refuse.Card);
                break;
        }
    }

    /// <summary>What the VM has of the network stays as it is.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
    }

    protected override void PostStop() => port.TearDown();

    /// <summary>Whatever goes wrong, the table decides whether to try again.</summary>
    private void Try(Func<NetworkEvent> action, Func<string, NetworkEvent> failed)
    {
        NetworkEvent result;
        try
        {
            result = action();
        }
        catch (Exception e)
        {
            result = failed(e.Message);
        }
        Self.Tell(result);
    }
}
