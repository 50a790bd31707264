namespace Dkvm.Tests.Network;

/// <summary>The guest as its peers see it, and they as it sees them.</summary>
public sealed class GuestTrafficTests : IDisposable
{
    private readonly Lab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData(Lab.Address)]
    [InlineData(Lab.Address6)]
    public void The_guest_answers_a_ping_from_outside(string address) =>
        Assert.True(_lab.Outside.Pings(address));

    [Theory]
    [InlineData(Lab.Gateway)]
    [InlineData(Lab.Gateway6)]
    public void The_guest_reaches_its_gateway(string address) =>
        Assert.True(_lab.Guest.Pings(address));
}
