using Dkvm.Actors.Ports;

namespace Dkvm.ContainerSide.Network;

/// <summary>The container's network for the NetworkActor.</summary>
public sealed class NetworkPort : INetworkPort
{
    // This mode keeps no exception: the next attempt is a new one.
    private readonly Lazy<ContainerNetwork> _network = new(static () => new ContainerNetwork(), LazyThreadSafetyMode.PublicationOnly);

    public NetworkSetup SetUp()
    {
        var connected = _network.Value.Connect();
        return new NetworkSetup(connected.Plan, [.. connected.Nics.Select(n => new Tap(n.TapDescriptor))]);
    }

    public void TearDown()
    {
        if (_network.IsValueCreated)
            _network.Value.Disconnect();
    }
}
