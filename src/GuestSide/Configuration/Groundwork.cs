using Dkvm.GuestSide.Boot;
using Dkvm.GuestSide.Network;
using Dkvm.Linux;
using Dkvm.Linux.Netlink;

namespace Dkvm.GuestSide.Configuration;

/// <summary>
/// What nearly every machine needs, whatever its plan. It is done before a machine is saved as a template; one that has not
/// been does it when its plan is there.
/// </summary>
/// <param name="initial">The initramfs.</param>
internal sealed class Groundwork(InitialRoot initial)
{
    private bool _hasLoopback;

    /// <summary>The workload's.</summary>
    public RootSwitch Root { get; } = new(initial);

    public Ipv6Switch Ipv6 { get; } = new(initial);

    /// <summary>Null where none are made yet.</summary>
    public StandardMounts? Mounts { get; private set; }

    /// <summary>Null where none are set yet.</summary>
    public StandardSysctls? Sysctls { get; private set; }

    /// <summary>All of it, for a template. The drivers are there.</summary>
    public void Lay()
    {
        Ipv6.Set(off: true);
        RaiseLoopback();
        RaiseCards();
        Root.Mount();
        Mounts = StandardMounts.Make();
        Sysctls = StandardSysctls.Make(initial);
    }

    public void RaiseLoopback()
    {
        if (_hasLoopback)
            return;
        Loopback.Raise();
        _hasLoopback = true;
    }

    /// <summary>Without addresses; a card that a machine does not get is unplugged from it.</summary>
    private static void RaiseCards()
    {
        using var net = new RouteNetlink();
        foreach (var link in LinkScan.FromFirst())
            if (link.IsEthernet)
            {
                net.DisableIpv6AddressGeneration(link.Index);
                net.Change(link.Index, new LinkChange { Up = true });
            }
    }
}
