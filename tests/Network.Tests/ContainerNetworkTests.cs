using System.Diagnostics;
using Dkvm.ContainerSide.Network;
using Dkvm.Contract;
using Xunit.Abstractions;

namespace Dkvm.Tests.Network;

/// <summary>Connecting, again after a failure, and undoing it.</summary>
public sealed class ContainerNetworkTests(ITestOutputHelper output) : IDisposable
{
    private readonly Lab _lab = new(connected: false);

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void A_container_without_network_gives_an_empty_plan_and_no_card()
    {
        _lab.Container.Ip("link delete eth0");

        _lab.Connect();

        Assert.Empty(_lab.Connected.Plan.Interfaces);
        Assert.Empty(_lab.Connected.Plan.Routes);
        Assert.Empty(_lab.Connected.Nics);
    }

    [Theory]
    [InlineData("search example.org\nnameserver 127.0.0.11\noptions ndots:0\n", true)]
    [InlineData("nameserver\t127.0.0.11\n", true)]
    [InlineData("nameserver 8.8.8.8\n", false)]
    [InlineData("# nameserver 127.0.0.11\n", false)]
    [InlineData("", false)]
    public void The_plan_relays_DNS_where_the_container_uses_Dockers_server(string resolvConf, bool relayed)
    {
        _lab.ResolvConf = resolvConf;

        _lab.Connect();

        Assert.Equal(relayed, _lab.Connected.Plan.RelayDns);
    }

    [Fact]
    public void Connecting_again_keeps_the_guests_cards()
    {
        _lab.Connect();
        _lab.Plug();
        _lab.SetUpGuest();
        var first = _lab.Connected.Nics.Single();

        _lab.Container.Ip($"route add 10.0.0.0/8 via {Lab.Gateway}");
        _lab.Connect();

        Assert.Equal(first.TapDescriptor, _lab.Connected.Nics.Single().TapDescriptor);
        Assert.Contains(new RoutePlan("10.0.0.0/8", Lab.Gateway, "eth0"), _lab.Connected.Plan.Routes);
        Assert.True(_lab.Outside.Pings(Lab.Address));
    }

    [Fact]
    public void The_tap_of_a_machine_that_started_without_its_network_gets_the_first_interface()
    {
        var reserved = _lab.Reserve();

        _lab.Connect();
        _lab.Plug();
        _lab.SetUpGuest();

        Assert.Equal(reserved.Descriptor, _lab.Connected.Nics.Single().TapDescriptor);
        Assert.True(_lab.Outside.Pings(Lab.Address));
        Assert.Equal(reserved.Descriptor, Again().TapDescriptor);

        GuestNic Again()
        {
            _lab.Connect();
            return _lab.Connected.Nics.Single();
        }
    }

    [Fact]
    public void It_stays_where_there_is_no_interface()
    {
        _lab.Container.Ip("link delete eth0");
        var reserved = _lab.Reserve();

        _lab.Connect();

        Assert.Empty(_lab.Connected.Nics);
        Assert.Equal(reserved, _lab.Reserve());
    }

    [Fact]
    public void What_an_attempt_that_did_not_get_to_its_end_left_behind_is_replaced()
    {
        // Rules without a tap, a tap without rules, and one of an interface that has gone since.
        _lab.Container.Run("tc", "qdisc", "add", "dev", "eth0", "ingress");
        _lab.Container.Run("tc", "filter", "add", "dev", "eth0", "parent", "ffff:", "prio", "1", "protocol", "all", "u32",
            "match", "u32", "0", "0", "action", "mirred", "egress", "redirect", "dev", "lo");
        _lab.Container.Ip($"tuntap add dkvm{EthernetIndex()} mode tap");
        _lab.Container.Ip("tuntap add dkvm999 mode tap");

        _lab.Connect();
        _lab.Plug();
        _lab.SetUpGuest();

        Assert.True(_lab.Outside.Pings(Lab.Address));
        Assert.DoesNotContain("dkvm999", _lab.Container.Ip("link"));
    }

    [Fact]
    public void A_failure_names_the_interface_and_the_next_attempt_succeeds()
    {
        // A name that is taken by something that is not ours.
        var taken = $"dkvm{EthernetIndex()}";
        _lab.Container.Ip($"link add {taken} type bridge");
        var error = Assert.Throws<DkvmException>(_lab.Connect);
        Assert.StartsWith($"cannot connect the guest to eth0: make the tap {taken}: ", error.Message);

        _lab.Container.Ip($"link delete {taken}");
        _lab.Connect();
        _lab.Plug();
        _lab.SetUpGuest();

        Assert.True(_lab.Outside.Pings(Lab.Address));
    }

    [Fact]
    public void An_interface_that_comes_later_gets_a_card_and_one_that_goes_loses_it()
    {
        _lab.Connect();
        _lab.Join("eth1", "02:42:ac:1e:00:03", mtu: 1500);

        _lab.Connect();
        Assert.Equal(["eth0", "eth1"], _lab.Connected.Nics.Select(n => n.Plan.Name));

        _lab.Container.Ip("link delete eth1");
        _lab.Connect();
        Assert.Equal(["eth0"], _lab.Connected.Nics.Select(n => n.Plan.Name));
        Assert.Single(TapsIn(_lab.Container));
    }

    [Fact]
    public void Disconnecting_gives_the_address_back_to_the_containers_own_stack()
    {
        _lab.Connect();
        Assert.False(_lab.Outside.Pings(Lab.Address));

        _lab.Net.Disconnect();

        Assert.True(_lab.Outside.Pings(Lab.Address));
        Assert.Empty(TapsIn(_lab.Container));
        Assert.DoesNotContain("ingress", _lab.Container.Run("tc", "qdisc"));
    }

    [Fact]
    public void The_tap_has_no_address_and_the_interfaces_MTU()
    {
        _lab.Connect();

        var tap = TapsIn(_lab.Container).Single();
        Assert.Contains($"mtu {Lab.Mtu} ", _lab.Container.Ip($"link show {tap}"));
        Assert.Equal("", _lab.Container.Ip($"-o addr show {tap}").Trim());
    }

    [Fact]
    public void Connecting_takes_a_few_milliseconds()
    {
        var times = Enumerable.Range(0, 5).Select(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            _lab.Connect();
            var time = Stopwatch.GetElapsedTime(start);
            _lab.Net.Disconnect();
            return time.TotalMilliseconds;
        }).ToList();

        output.WriteLine($"connect, ms: {string.Join(" ", times.Select(t => t.ToString("0.0")))}");
        Assert.True(times.Min() < 50, $"the best of {times.Count} took {times.Min()} ms");
    }

    private string EthernetIndex() => _lab.Container.Ip("-o link show eth0").Split(':')[0];

    private static IEnumerable<string> TapsIn(NetworkNamespace space) =>
        space.Ip("-o link").Split('\n').Where(l => l.Contains(": dkvm")).Select(l => l.Split(": ")[1]);
}
