using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Dkvm.Tests.Network;

/// <summary>The guest as its peers see it, and they as it sees them.</summary>
public sealed class GuestTrafficTests : IDisposable
{
    private readonly Lab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData(Lab.Address)]
    [InlineData(Lab.Address6)]
    public void The_guest_answers_a_ping_from_outside(string address) => Assert.True(_lab.Outside.Pings(address));

    [Theory]
    [InlineData(Lab.Gateway)]
    [InlineData(Lab.Gateway6)]
    public void The_guest_reaches_its_gateway(string address) => Assert.True(_lab.Guest.Pings(address));

    [Theory]
    [InlineData(Lab.Address)]
    [InlineData(Lab.Address6)]
    public void A_server_in_the_guest_is_reached_from_outside(string address)
    {
        using var server = _lab.Guest.EchoTcp(address, 80);
        var bytes = RandomNumberGenerator.GetBytes(8_000_000);

        Assert.Equal(bytes, _lab.Outside.AskTcp(address, 80, bytes));
    }

    [Theory]
    [InlineData(Lab.Gateway)]
    [InlineData(Lab.Gateway6)]
    public void The_guest_is_served_from_outside(string gateway)
    {
        using var server = _lab.Outside.EchoTcp(gateway, 80);
        var bytes = RandomNumberGenerator.GetBytes(8_000_000);

        Assert.Equal(bytes, _lab.Guest.AskTcp(gateway, 80, bytes));
    }

    [Fact]
    public void Fragments_reach_the_guest_even_where_they_look_like_the_containers_own()
    {
        // Every byte of the later fragments could be read as part of a port of the container's own.
        using var server = _lab.Guest.EchoUdp(Lab.Address, 65100);
        var bytes = Enumerable.Repeat((byte)0xfe, 5_000).ToArray();

        Assert.Equal(bytes, _lab.Outside.AskUdp(Lab.Address, 65100, bytes).Answer);
    }

    [Theory]
    [InlineData("172.30.255.255")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.251")]
    public void Broadcasts_and_multicasts_reach_the_guest(string address)
    {
        using var listener = _lab.Guest.Udp("0.0.0.0", 5353);
        listener.SetSocketOption(
            SocketOptionLevel.IP, SocketOptionName.AddMembership,
            new MulticastOption(IPAddress.Parse("224.0.0.251"), IPAddress.Parse(Lab.Address)));
        using var sender = _lab.Outside.Udp(Lab.Gateway, 0);
        sender.EnableBroadcast = true;

        sender.SendTo("hello"u8, new IPEndPoint(IPAddress.Parse(address), 5353));

        var datagram = new byte[16];
        Assert.Equal("hello"u8, datagram.AsSpan(0, listener.Receive(datagram)));
    }

    [Fact]
    public void A_closed_port_of_the_guest_refuses_at_once() =>
        Assert.Equal(SocketError.ConnectionRefused, _lab.Outside.Connects(Lab.Address, 81));

    [Theory]
    [InlineData(Lab.Address)]
    [InlineData(Lab.Address6)]
    public void While_the_guest_is_silent_nobody_answers_in_its_place(string address)
    {
        _lab.CutWires();

        Assert.Equal(SocketError.TimedOut, _lab.Outside.Connects(address, 81));
        Assert.False(_lab.Outside.Pings(address));
    }
}
