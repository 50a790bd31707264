using System.Runtime.InteropServices;

namespace Dkvm.Linux.Netlink;

/// <summary>
/// Links by their numbers, one at a time. Where there are few, as in a machine that has just started, this takes a tenth
/// of what <see cref="RouteNetlink.Links"/> takes, of which the kernel writes, and this program reads, far more.
/// </summary>
public static unsafe class LinkScan
{
    /// <summary>Those numbered from 1 up to the first that is missing. Their kinds are not told.</summary>
    public static List<Link> FromFirst()
    {
        using var control = new InterfaceControl();
        var links = new List<Link>();
        while (Read(control, links.Count + 1) is { } link)
            links.Add(link);
        return links;
    }

    private static Link? Read(InterfaceControl control, int index)
    {
        var named = new InterfaceControl.Request { Index = index };
        if (!control.Try(InterfaceControl.SIOCGIFNAME, ref named))
            return null;
        var (flags, mtu, hardware) = (named, named, named);
        if (!control.Try(InterfaceControl.SIOCGIFFLAGS, ref flags) || !control.Try(InterfaceControl.SIOCGIFMTU, ref mtu)
            || !control.Try(InterfaceControl.SIOCGIFHWADDR, ref hardware))
            return null; // it has gone in between
        return new Link(
            index, Marshal.PtrToStringUTF8((nint)named.Name)!, RouteNetlink.FormatMac(new ReadOnlySpan<byte>(hardware.HardwareAddress, 6)),
            mtu.Mtu, hardware.HardwareType == RouteNetlink.ARPHRD_ETHER, (flags.Flags & RouteNetlink.IFF_UP) != 0, Kind: "");
    }
}
