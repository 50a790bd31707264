using Dkvm.Contract;
using Dkvm.Linux.Netlink;
using static Dkvm.Tests.Network.Shown;

namespace Dkvm.Tests.Network;

/// <summary>What the guest is given, compared with what the container has.</summary>
public sealed class GuestNetworkTests : IDisposable
{
    private readonly Lab _lab = new(connected: false);

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void The_guest_gets_the_containers_name_mac_mtu_addresses_and_routes()
    {
        _lab.Container.Ip($"route add 10.20.0.0/16 via 172.30.0.254 src {Lab.Address} metric 7");
        _lab.Container.Ip("route add 10.21.0.0/16 dev eth0");
        _lab.Container.Ip("-6 route add fd00:99::/64 via fd00:30::fe metric 9");
        _lab.Container.Ip("addr add 172.31.0.9/24 brd 172.31.0.255 dev eth0");

        GiveToGuest();

        Assert.Equal(Links(_lab.Container), Links(_lab.Guest));
        Assert.Equal(Addresses(_lab.Container), Addresses(_lab.Guest));
        Assert.Equal(Routes(_lab.Container), Routes(_lab.Guest));
    }

    [Fact]
    public void A_gateway_outside_every_network_of_the_guest_is_taken_as_on_the_link()
    {
        _lab.Container.Ip("route add 10.20.0.0/16 via 192.168.77.1 dev eth0 onlink");

        GiveToGuest();

        Assert.Equal(Routes(_lab.Container), Routes(_lab.Guest));
    }

    [Fact]
    public void An_interface_without_IPv6_has_none_in_the_guest()
    {
        _lab.Container.Run("sysctl", "-qw", "net.ipv6.conf.eth0.disable_ipv6=1");

        GiveToGuest();

        Assert.Equal("", _lab.Guest.Ip("-6 addr show dev eth0").Trim());
    }

    [Fact]
    public void Names_that_the_kernel_gave_to_the_wrong_cards_are_put_right()
    {
        _lab.Join("eth1", "02:42:ac:1e:00:03", mtu: 1500);
        _lab.Container.Ip("addr add 172.31.0.2/24 brd 172.31.0.255 dev eth1");

        GiveToGuest("eth1", "eth0");

        Assert.Equal(Links(_lab.Container), Links(_lab.Guest));
        Assert.Equal(Addresses(_lab.Container), Addresses(_lab.Guest));
        Assert.Equal(Routes(_lab.Container), Routes(_lab.Guest));
    }

    [Fact]
    public void A_card_that_appears_late_is_waited_for()
    {
        _lab.Connect();
        var late = new Timer(_ => _lab.Plug(), null, dueTime: 300, period: Timeout.Infinite);

        _lab.SetUpGuest(patience: TimeSpan.FromSeconds(10));

        late.Dispose();
        Assert.Equal(Addresses(_lab.Container), Addresses(_lab.Guest));
    }

    [Fact]
    public void A_card_that_does_not_appear_is_named()
    {
        _lab.Connect();

        var error = Assert.Throws<DkvmException>(() => _lab.SetUpGuest(patience: TimeSpan.FromMilliseconds(100)));

        Assert.Equal(
            "cannot set up the guest's network: no network card for eth0 (02:64:6b:76:6d:00) within 0.1 s; there are lo (00:00:00:00:00:00)",
            error.Message);
    }

    [Fact]
    public void Links_by_their_numbers_are_those_that_a_dump_has()
    {
        GiveToGuest();

        var (scanned, dumped) = _lab.Guest.Do(() =>
        {
            using var net = new RouteNetlink();
            return (LinkScan.FromFirst(), net.Links().ConvertAll(l => l with { Kind = "" }));
        });

        Assert.Contains(scanned, l => l is { Name: "eth0", IsEthernet: true, IsUp: true });
        Assert.Equal(dumped, scanned);
    }

    [Fact]
    public void A_second_attempt_completes_the_first()
    {
        GiveToGuest();
        _lab.Guest.Ip("route del default");

        _lab.SetUpGuest();

        Assert.Equal(Routes(_lab.Container), Routes(_lab.Guest));
    }

    [Fact]
    public void A_route_that_the_kernel_refuses_is_named_with_the_kernels_reason()
    {
        _lab.Connect();
        _lab.Plug();
        var plan = _lab.Connected.Plan with { Routes = [new RoutePlan("10.0.0.1/8", null, "eth0")] };

        var error = Assert.Throws<DkvmException>(() => _lab.Guest.Do(() =>
        {
            using var net = new RouteNetlink();
            new GuestSide.Network.GuestNetwork(net, TimeSpan.Zero).Apply(plan);
        }));

        Assert.StartsWith("cannot set up the guest's network: route 10.0.0.1/8 via link on eth0: add route", error.Message);
        Assert.Contains("kernel: Invalid prefix for given prefix length", error.Message);
    }

    private void GiveToGuest(params string[] names)
    {
        _lab.Connect();
        _lab.Plug(names);
        _lab.SetUpGuest();
    }
}
