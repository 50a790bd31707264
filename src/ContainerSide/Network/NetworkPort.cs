using Dkvm.Actors.Ports;
using Dkvm.Linux;
using Dkvm.Linux.Netlink;

namespace Dkvm.ContainerSide.Network;

/// <summary>The container's network for the NetworkActor.</summary>
public sealed class NetworkPort(World world) : INetworkPort
{
    // This mode keeps no exception: the next attempt is a new one.
    private readonly Lazy<ContainerNetwork> _network = new(static () => new ContainerNetwork(), LazyThreadSafetyMode.PublicationOnly);
    private LinkChanges? _changes;
    private Watch? _watch;

    public void Watch(Action onChange)
    {
        if (_changes is not null)
            return;
        var changes = _changes = LinkChanges.WithAddressesAndRoutes(Taps.IsOurs);
        world.Loop.Post(() =>
        {
            _watch = world.Loop.Add(changes.Fd, _ =>
            {
                if (changes.Take())
                    onChange();
            });
            _watch.WantRead(true);
        });
    }

    public NetworkSetup SetUp() => Setup(_network.Value.Connect());

    public NetworkSetup LookAgain() => Setup(_network.Value.ConnectMore());

    public void Release(int card) => _network.Value.Release(card);

    public void Refuse(int card) => _network.Value.Refuse(card);

    public void TearDown()
    {
        world.Loop.Post(() =>
        {
            _watch?.Dispose();
            _changes?.Dispose();
        });
        if (_network.IsValueCreated)
            _network.Value.Disconnect();
    }

    private static NetworkSetup Setup(ConnectedNetwork connected) => new(
        connected.Plan, [.. connected.Nics.Select(n => new Tap(n.TapDescriptor, n.Card))], string.Join(", ", connected.LeftOut));
}
