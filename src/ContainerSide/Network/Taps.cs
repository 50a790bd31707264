using Dkvm.Linux.Netlink;

namespace Dkvm.ContainerSide.Network;

/// <summary>How the taps are told from everything else in the namespace.</summary>
internal static class Taps
{
    /// <summary>The kernel's name for the kind of link, drivers/net/tun.c.</summary>
    public const string Kind = "tun";

    private const string Prefix = "dkvm";

    /// <summary>Not the interface's own name, which may already have the 15 characters that are allowed.</summary>
    public static string NameFor(Link link) => $"{Prefix}{link.Index}";

    public static bool IsOurs(Link link) => link.Kind == Kind && link.Name.StartsWith(Prefix, StringComparison.Ordinal);
}
