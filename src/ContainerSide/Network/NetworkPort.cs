using Dkvm.Actors.Ports;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Linux.Netlink;

namespace Dkvm.ContainerSide.Network;

/// <summary>The container's network for the NetworkActor.</summary>
/// <param name="world">The event loop.</param>
/// <param name="comes">The engine sets it up meanwhile: <see cref="Paths.NetworkComes"/>.</param>
/// <param name="reserves">A VM with one card can start in any case.</param>
public sealed class NetworkPort(World world, bool comes = false, bool reserves = true) : INetworkPort
{
    private readonly Task<string?> _arrival = comes
        ? Task.Factory.StartNew(EngineHook.Await, TaskCreationOptions.LongRunning) // a thread of its own: the pool's few are for the actors
        : Task.FromResult<string?>(null);

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

    public bool Comes => comes;

    public void WhenThere(Action<string?> done) => _arrival.ContinueWith(a => done(a.Result), TaskContinuationOptions.ExecuteSynchronously);

    public Tap? Reserve() => reserves ? _network.Value.Reserve() : null;

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
