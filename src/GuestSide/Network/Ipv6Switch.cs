using Dkvm.GuestSide.Boot;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Network;

/// <summary>
/// Whether the machine has IPv6 at all: Docker's containers without an IPv6 network have none, not even on the loopback interface.
/// Documentation/networking/ip-sysctl.rst, "disable_ipv6".
/// </summary>
internal sealed class Ipv6Switch(InitialRoot initial)
{
    private bool _off;

    /// <summary>For the interfaces that are there and those that come. A kernel without IPv6 has none in any case.</summary>
    public void Set(bool off)
    {
        if (off == _off)
            return;
        _off = off;
        foreach (var which in (ReadOnlySpan<string>)["default", "all"])
            _ = SmallFile.TryWrite($"sys/net/ipv6/conf/{which}/disable_ipv6", off ? "1" : "0", at: initial.Processes);
    }
}
