using Akka.Actor;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;

namespace Dkvm.Actors.Network;

/// <summary>Connects the container's interfaces to the guest.</summary>
public sealed class NetworkActor(INetworkPort port, Settings settings)
    : LifecycleActor<NetworkState>(settings, new NetworkState.Idle())
{
    protected override Step<NetworkState> Next(NetworkState state, object message) =>
        NetworkLifecycle.Next(state, message, Settings.NetworkTries);

    protected override void Perform(Effect effect)
    {
        if (effect is not SetUpNetwork)
            return;
        object result;
        try
        {
            result = new NetworkEvent.SetUpDone(port.SetUp());
        }
        catch (Exception e) // Whatever went wrong, the table decides whether to try again.
        {
            result = new NetworkEvent.SetUpFailed(e.Message);
        }
        Self.Tell(result);
    }

    protected override void PostStop() => port.TearDown();
}
