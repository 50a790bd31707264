namespace Dkvm.Contract;

/// <summary>
/// The local ports of the container's own network stack, TCP and UDP; all others are the guest's, which has the same
/// address. HostSide limits the namespace to them (net.ipv4.ip_local_port_range, ip-sysctl), the supervisor's rules tell by
/// them whose a packet is. 512 ports, which one mask can tell; the highest, since guests rarely listen there.
/// </summary>
public static class OwnPorts
{
    public const int First = 0xfe00;
    public const int Last = 0xffff;
}
