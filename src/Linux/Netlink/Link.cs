namespace Dkvm.Linux.Netlink;

/// <summary>A network interface, as rtnetlink shows it.</summary>
/// <param name="Index">Its number, unique in the network namespace.</param>
/// <param name="Name">At most 15 characters.</param>
/// <param name="Mac">Six bytes in lower-case hex with colons; empty for an interface without hardware address.</param>
/// <param name="Mtu">In bytes.</param>
/// <param name="IsEthernet">ARPHRD_ETHER, include/uapi/linux/if_arp.h: what a virtual NIC can stand for.</param>
/// <param name="IsUp">IFF_UP: set by an administrator, says nothing of a carrier.</param>
/// <param name="Kind">veth, tun, bridge, …; empty for hardware.</param>
public sealed record Link(int Index, string Name, string Mac, int Mtu, bool IsEthernet, bool IsUp, string Kind);
