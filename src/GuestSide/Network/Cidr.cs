using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dkvm.GuestSide.Network;

/// <summary>An address with the length of its network's prefix, such as 172.17.0.2/16; the host's bits are kept.</summary>
internal static class Cidr
{
    /// <exception cref="FormatException">It is not in this form.</exception>
    public static (IPAddress Address, int PrefixLength) Parse(string text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0
            || !IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            || prefix > (address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32))
        {
            throw new FormatException($"'{text}' is not an address with a prefix length");
        }
        return (address, prefix);
    }
}
