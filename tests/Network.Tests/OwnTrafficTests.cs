using System.Net.Sockets;

namespace Dkvm.Tests.Network;

/// <summary>
/// The container's own sockets, with the guest's address, beside the guest: the way of dockerd's DNS server to outside
/// servers.
/// </summary>
public sealed class OwnTrafficTests : IDisposable
{
    private readonly Lab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData(Lab.Gateway)]
    [InlineData(Lab.Gateway6)]
    public void A_datagram_from_the_container_gets_its_answer_while_the_guest_gets_its_own(string gateway)
    {
        using var server = _lab.Outside.EchoUdp(gateway, 53);

        for (var i = 0; i < 3; i++)
        {
            var (own, ownPort) = _lab.Container.AskUdp(gateway, 53, "own"u8.ToArray());
            var (guest, guestPort) = _lab.Guest.AskUdp(gateway, 53, "guest"u8.ToArray());

            Assert.Equal("own"u8, own);
            Assert.Equal("guest"u8, guest);
            Assert.InRange(ownPort, 65024, 65535);
            Assert.InRange(guestPort, 1024, 65023);
        }
    }

    [Theory]
    [InlineData(Lab.Gateway)]
    [InlineData(Lab.Gateway6)]
    public void A_connection_from_the_container_works_while_the_guest_has_its_own(string gateway)
    {
        using var server = _lab.Outside.EchoTcp(gateway, 53);
        var bytes = new byte[100_000];

        Assert.Equal(bytes, _lab.Container.AskTcp(gateway, 53, bytes));
        Assert.Equal(bytes, _lab.Guest.AskTcp(gateway, 53, bytes));
    }

    [Fact]
    public void The_container_works_without_its_guest()
    {
        _lab.CutWires();
        _lab.Container.Ip("neigh flush dev eth0");
        using var server = _lab.Outside.EchoUdp(Lab.Gateway, 53);

        Assert.Equal("own"u8, _lab.Container.AskUdp(Lab.Gateway, 53, "own"u8.ToArray()).Answer);
    }

    [Theory]
    [InlineData(Lab.Gateway)]
    [InlineData(Lab.Gateway6)]
    public void The_container_hears_that_nobody_listens(string gateway)
    {
        var error = Assert.Throws<SocketException>(() => _lab.Container.AskUdp(gateway, 53, "own"u8.ToArray()));

        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    [Theory]
    [InlineData(Lab.Gateway)]
    [InlineData(Lab.Gateway6)]
    public void The_guest_hears_that_nobody_listens(string gateway)
    {
        var error = Assert.Throws<SocketException>(() => _lab.Guest.AskUdp(gateway, 53, "guest"u8.ToArray()));

        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }
}
