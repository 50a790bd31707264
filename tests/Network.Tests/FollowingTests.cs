using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Linux.Netlink;
using static Dkvm.Tests.Network.Shown;

namespace Dkvm.Tests.Network;

/// <summary>A container whose network changes while its guest runs: docker network connect and disconnect.</summary>
public sealed class FollowingTests : IDisposable
{
    private const string Mac1 = "02:42:ac:1f:00:05";

    private readonly Lab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void An_interface_that_came_is_the_guests_with_all_it_has()
    {
        JoinSecond();
        _lab.Container.Ip("route add 10.99.0.0/16 via 172.31.0.1");

        _lab.Follow();

        AssertAlike();
        Assert.Equal([0, 1], _lab.Connected.Nics.Select(n => n.Card));
    }

    [Fact]
    public void The_default_route_moves_to_another_interface_and_back()
    {
        JoinSecond();
        _lab.Container.Ip("route del default");
        _lab.Container.Ip("route add default via 172.31.0.1");
        _lab.Follow();
        AssertAlike();
        Assert.Contains("default via 172.31.0.1 dev eth1", _lab.Guest.Ip("route"));

        _lab.Container.Ip("route del default");
        _lab.Container.Ip($"route add default via {Lab.Gateway}");
        _lab.Container.Ip("link delete eth1");
        _lab.Follow();

        AssertAlike();
        Assert.DoesNotContain("eth1", _lab.Guest.Ip("link"));
    }

    [Fact]
    public void Addresses_routes_names_and_MTUs_of_an_interface_that_stays_are_followed()
    {
        _lab.Container.Ip("addr add 172.30.0.77/16 brd 172.30.255.255 dev eth0");
        _lab.Container.Ip("addr add fd00:30::77/64 dev eth0 nodad");
        _lab.Container.Ip("route add 10.1.0.0/16 via 172.30.0.254");
        _lab.Container.Ip("link set eth0 mtu 1300");
        _lab.Follow();
        AssertAlike();

        _lab.Container.Ip("addr del 172.30.0.77/16 dev eth0");
        _lab.Container.Ip("addr del fd00:30::77/64 dev eth0");
        _lab.Container.Ip("route del 10.1.0.0/16");
        _lab.Container.Ip("link set eth0 down");
        _lab.Container.Ip("link set eth0 name lan0");
        _lab.Container.Ip("link set lan0 up");
        _lab.Container.Ip($"route add default via {Lab.Gateway}");
        _lab.Follow();

        AssertAlike();
        Assert.Contains("lan0", _lab.Guest.Ip("link"));
    }

    [Fact]
    public void What_the_workload_made_itself_stays()
    {
        _lab.Guest.Ip("addr add 192.168.5.5/24 dev eth0");
        _lab.Guest.Ip("route add 10.5.0.0/16 via 192.168.5.1");
        _lab.Container.Ip("route del default");

        _lab.Follow();

        Assert.Contains("192.168.5.5/24", _lab.Guest.Ip("addr show dev eth0"));
        Assert.Contains("10.5.0.0/16", _lab.Guest.Ip("route"));
        Assert.DoesNotContain("default", _lab.Guest.Ip("-4 route"));
    }

    [Fact]
    public void Ten_rounds_leave_no_tap_and_no_rule_behind()
    {
        var before = Left();
        for (var i = 0; i < 10; i++)
        {
            JoinSecond();
            _lab.Follow();
            Assert.Equal(i + 1, _lab.Connected.Nics[1].Card); // a number is not used twice
            _lab.Container.Ip("link delete eth1");
            _lab.Follow();
        }

        Assert.Equal(before, Left());
        AssertAlike();
    }

    [Fact]
    public void What_is_refused_stays_the_containers_own_and_is_left_out()
    {
        JoinSecond();
        var more = _lab.Container.Do(_lab.Net.ConnectMore);
        Assert.Equal(2, more.Nics.Count);

        _lab.Container.Do(() => _lab.Net.Refuse(1));

        _lab.Follow();
        Assert.Equal(["eth0"], _lab.Connected.Plan.Interfaces.Select(i => i.Name));
        Assert.Equal(["eth1"], _lab.Connected.LeftOut);
        Assert.DoesNotContain(_lab.Connected.Plan.Routes, r => r.Interface == "eth1");
        Assert.DoesNotContain("ingress", _lab.Container.Run("tc", "qdisc", "show", "dev", "eth1"));
    }

    [Fact]
    public void A_VM_that_starts_anew_has_its_cards_numbered_from_0()
    {
        JoinSecond();
        _lab.Follow();
        _lab.Container.Ip("link delete eth0");

        _lab.Connect();

        Assert.Equal((0, CardMac.Of(0)), (_lab.Connected.Nics.Single().Card, _lab.Connected.Plan.Interfaces.Single().Card));
    }

    [Theory]
    [InlineData("link add eth7 type bridge", true)]
    [InlineData("link set eth0 mtu 1280", true)]
    [InlineData("addr add 172.30.9.9/16 dev eth0", true)]
    [InlineData("addr del 172.30.0.2/16 dev eth0", true)]
    [InlineData("route add 10.2.0.0/16 via 172.30.0.1", true)]
    [InlineData("-6 route del default", true)]
    [InlineData("tuntap add dkvm5 mode tap", false)]
    [InlineData("neigh add 172.30.0.9 lladdr 02:00:00:00:00:09 dev eth0", false)]
    public void Links_addresses_and_routes_are_watched_but_not_taps(string change, bool counts)
    {
        using var changes = _lab.Container.Do(() => LinkChanges.WithAddressesAndRoutes(l => l.Name.StartsWith("dkvm")));
        _lab.Container.Ip(change);

        var counted = false;
        while (Poll.WaitReadable(changes.Fd, TimeSpan.Zero)) // all of it is there when the command returns
            counted |= changes.Take();

        Assert.Equal(counts, counted);
    }

    private void JoinSecond()
    {
        _lab.Join("eth1", Mac1, mtu: 1380);
        _lab.Container.Ip("addr add 172.31.0.5/24 brd 172.31.0.255 dev eth1");
    }

    private void AssertAlike()
    {
        Assert.Equal(Links(_lab.Container), Links(_lab.Guest));
        Assert.Equal(Addresses(_lab.Container), Addresses(_lab.Guest));
        Assert.Equal(Routes(_lab.Container), Routes(_lab.Guest));
    }

    private string Left() => string.Join('\n', _lab.Container.Ip("-br link").Split('\n').Select(l => l.Split(' ')[0])) + _lab.Container.Run("tc", "qdisc");
}
