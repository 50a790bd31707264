using Dkvm.Actors.Ports;

namespace Dkvm.ContainerSide.Network;

/// <summary>The container's network for the NetworkActor.</summary>
public sealed class NetworkPort : INetworkPort
{
    private readonly Lazy<ContainerNetwork> _network = new(() => new ContainerNetwork());

    public NetworkSetup SetUp()
    {
        var connected = _network.Value.Connect();
        return new NetworkSetup(connected.Plan, [.. connected.Nics.Select(n => new Tap(n.TapDescriptor, n.Plan.Mac))]);
    }

    public void TearDown()
    {
        if (_network.IsValueCreated)
            _network.Value.Disconnect();
    }
}
