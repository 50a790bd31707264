using System.Net.Sockets;
using System.Text.Json;
using Dkvm.Linux.Netlink;

namespace Dkvm.GuestSide.Agent;

/// <summary>The answer to guest-network-get-interfaces.</summary>
internal static class InterfaceList
{
    public static void Write(Utf8JsonWriter writer)
    {
        using var net = new RouteNetlink();
        var addresses = net.Addresses();
        writer.WriteStartArray();
        foreach (var link in net.Links())
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, link.Name);
            if (link.Mac.Length > 0)
                writer.WriteString("hardware-address"u8, link.Mac);
            writer.WriteStartArray("ip-addresses"u8);
            foreach (var address in addresses)
                if (address.LinkIndex == link.Index)
                    Write(writer, address);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, LinkAddress address)
    {
        writer.WriteStartObject();
        writer.WriteString("ip-address-type"u8, address.Address.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4");
        writer.WriteString("ip-address"u8, address.Address.ToString());
        writer.WriteNumber("prefix"u8, address.PrefixLength);
        writer.WriteEndObject();
    }
}
