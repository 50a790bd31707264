using Dkvm.Contract;
using Dkvm.Linux.Netlink;

namespace Dkvm.ContainerSide.Network;

/// <summary>How the taps are told from everything else in the namespace.</summary>
internal static class Taps
{
    /// <summary>The kernel's name for the kind of link, drivers/net/tun.c.</summary>
    public const string Kind = "tun";

    public static string NameFor(Link link) => TapNames.For(link.Index);

    public static bool IsOurs(Link link) => link.Kind == Kind && TapNames.IsOne(link.Name);
}
