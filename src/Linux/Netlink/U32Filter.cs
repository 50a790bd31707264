namespace Dkvm.Linux.Netlink;

/// <summary>
/// One filter of the classifier u32, tc-u32(8), on what a link receives. All <see cref="Matches"/> must hold; without
/// any, every packet does.
/// </summary>
/// <param name="Priority">1 is asked first. Filters of one priority share the protocol and are asked in the order of adding.</param>
/// <param name="EtherType">ETH_P_…, include/uapi/linux/if_ether.h.</param>
/// <param name="Verdict">What happens to a packet that matches; no filter is asked after it.</param>
/// <param name="TargetLink">The link to send out of; unused where the packet is only passed.</param>
/// <param name="Matches">What the packet has to look like.</param>
public sealed record U32Filter(ushort Priority, ushort EtherType, U32Verdict Verdict, int TargetLink, params U32Match[] Matches)
{
    public const ushort EveryProtocol = 0x0003;
    public const ushort Ipv4 = 0x0800;
    public const ushort Arp = 0x0806;
    public const ushort Ipv6 = 0x86dd;
}

/// <summary>Four bytes of the packet, compared under a mask.</summary>
/// <param name="Value">As a number in network byte order: the first byte is the highest.</param>
/// <param name="Mask">Which bits have to agree.</param>
/// <param name="Offset">In bytes from the start of the network header; a multiple of four.</param>
public readonly record struct U32Match(uint Value, uint Mask, int Offset);

public enum U32Verdict
{
    /// <summary>On to the namespace's own network stack (TC_ACT_OK).</summary>
    Pass,

    /// <summary>A copy is sent out of the target link, the packet itself goes on to the own stack.</summary>
    Mirror,

    /// <summary>Sent out of the target link; the own stack does not see it.</summary>
    Redirect,
}
