using Dkvm.Actors.Ports;
using Dkvm.Contract;
using Dkvm.ContainerSide.Network;
using Dkvm.GuestSide.Network;
using Dkvm.Linux;
using Dkvm.Linux.Netlink;

namespace Dkvm.Tests.Network;

/// <summary>
/// A bridge with a container on it, as Docker makes them, and a namespace that stands for the guest:
/// <code>
/// Outside: br0 172.30.0.1/16, fd00:30::1/64 ── veth ── Container: eth0 172.30.0.2, fd00:30::2 ── tap ── wire ── Guest: eth0
/// </code>
/// </summary>
public sealed class Lab : IDisposable
{
    public const string Gateway = "172.30.0.1";
    public const string Gateway6 = "fd00:30::1";
    public const string Address = "172.30.0.2";
    public const string Address6 = "fd00:30::2";
    public const string Mac = "02:42:ac:1e:00:02";
    public const int Mtu = 1400;

    private readonly string _resolvConf = Path.GetTempFileName();
    private readonly List<int> _cards = [];
    private readonly List<Wire> _wires = [];
    private readonly Dictionary<int, (int Card, Wire Wire)> _plugged = [];

    public Lab(bool connected = true)
    {
        Outside.Ip("link add br0 type bridge");
        Outside.Ip("link set br0 up");
        Outside.Ip($"addr add {Gateway}/16 dev br0");
        Outside.Ip($"addr add {Gateway6}/64 dev br0 nodad");
        Join("eth0", Mac, Mtu);
        Container.Ip($"addr add {Address}/16 brd 172.30.255.255 dev eth0");
        Container.Ip($"addr add {Address6}/64 dev eth0 nodad");
        Container.Ip($"route add default via {Gateway}");
        Container.Ip($"route add default via {Gateway6}");
        // A bridge takes up to a second to notice that it has a port with a carrier; Docker's has been there for longer.
        Assert.True(SpinWait.SpinUntil(() => Container.Pings(Gateway) && Container.Pings(Gateway6), TimeSpan.FromSeconds(10)));
        // What HostSide asks runc for.
        Container.Run("sysctl", "-qw", "net.ipv4.ip_local_port_range=65024 65535");
        Net = Container.Do(() => new ContainerNetwork(_resolvConf));
        if (connected)
        {
            Connect();
            Plug();
            SetUpGuest();
        }
    }

    public NetworkNamespace Outside { get; } = new("outside");

    public NetworkNamespace Container { get; } = new("container");

    public NetworkNamespace Guest { get; } = new("guest");

    public ContainerNetwork Net { get; }

    public ConnectedNetwork Connected { get; private set; } = new(new NetworkPlan(), [], []);

    public string ResolvConf
    {
        set => File.WriteAllText(_resolvConf, value);
    }

    /// <summary>Gives the container an interface on the bridge, without addresses.</summary>
    public void Join(string name, string mac, int mtu)
    {
        var port = "v" + name;
        Outside.Ip($"link add {port} mtu {mtu} type veth peer name {name} address {mac} mtu {mtu} netns {Container.Name}");
        Outside.Ip($"link set {port} master br0 up");
        Container.Ip($"link set {name} up");
    }

    public void Connect() => Connected = Container.Do(Net.Connect);

    public Tap Reserve() => Container.Do(Net.Reserve);

    /// <summary>
    /// The container's network has changed: the guest follows, as the supervisor has it. Cards that are new are plugged in
    /// by the names that the kernel there might give them.
    /// </summary>
    public void Follow()
    {
        var before = Connected;
        Connected = Container.Do(Net.ConnectMore);
        foreach (var gone in before.Nics.Where(n => Connected.Nics.All(c => c.Card != n.Card)))
        {
            Unplug(gone);
            Container.Do(() => Net.Release(gone.Card));
        }
        foreach (var nic in Connected.Nics.Where(n => before.Nics.All(b => b.Card != n.Card)))
            Plug(nic, $"ens{nic.Card}");
        Guest.Do(() =>
        {
            using var net = new RouteNetlink();
            new GuestNetwork(net, TimeSpan.FromSeconds(2)).Change(before.Plan, Connected.Plan);
        });
    }

    private void Unplug(GuestNic nic)
    {
        if (!_plugged.Remove(nic.Card, out var plugged))
            return;
        plugged.Wire.Dispose();
        _wires.Remove(plugged.Wire);
        _cards.Remove(plugged.Card);
        Descriptor.Close(plugged.Card);
    }

    /// <summary>Puts a card for each interface into the guest; the kernel there calls them anything.</summary>
    public void Plug(params string[] names)
    {
        for (var i = 0; i < Connected.Nics.Count; i++)
            Plug(Connected.Nics[i], i < names.Length ? names[i] : $"ens{i}");
    }

    public void Plug(GuestNic nic, string name) => Guest.Do(() =>
    {
        var card = Tun.OpenTap(name);
        _cards.Add(card);
        using var net = new RouteNetlink();
        net.Change(net.Links().Single(l => l.Name == name).Index, new LinkChange { Mac = nic.Plan.Card ?? nic.Plan.Mac });
        var wire = new Wire(nic.TapDescriptor, card);
        _wires.Add(wire);
        _plugged[nic.Card] = (card, wire);
    });

    public void SetUpGuest(TimeSpan? patience = null) => Guest.Do(() =>
    {
        using var net = new RouteNetlink();
        new GuestNetwork(net, patience ?? TimeSpan.FromSeconds(2)).Apply(Connected.Plan);
    });

    /// <summary>The guest falls silent, its card still in place.</summary>
    public void CutWires()
    {
        _wires.ForEach(w => w.Dispose());
        _wires.Clear();
    }

    public void Dispose()
    {
        CutWires();
        Net.Dispose();
        _cards.ForEach(Descriptor.Close);
        Guest.Dispose();
        Container.Dispose();
        Outside.Dispose();
        File.Delete(_resolvConf);
    }
}
