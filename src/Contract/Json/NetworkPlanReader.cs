using System.Text.Json;

namespace Dkvm.Contract.Json;

/// <summary>The part of <see cref="GuestPlanReader"/> for the network.</summary>
internal static class NetworkPlanReader
{
    public static NetworkPlan Read(ref Utf8JsonReader reader)
    {
        var plan = new NetworkPlan();
        while (JsonReading.NextProperty(ref reader) is { } name)
            plan = name switch
            {
                "interfaces" => plan with { Interfaces = JsonReading.List(ref reader, Interface) },
                "routes" => plan with { Routes = JsonReading.List(ref reader, Route) },
                "disableIpv6" => plan with { DisableIpv6 = reader.GetBoolean() },
                "relayDns" => plan with { RelayDns = reader.GetBoolean() },
                _ => throw JsonReading.Unknown(name),
            };
        return plan;
    }

    private static InterfacePlan Interface(ref Utf8JsonReader reader)
    {
        var plan = new InterfacePlan("", "", 0, []);
        while (JsonReading.NextProperty(ref reader) is { } name)
            plan = name switch
            {
                "name" => plan with { Name = JsonReading.Text(ref reader) },
                "mac" => plan with { Mac = JsonReading.Text(ref reader) },
                "mtu" => plan with { Mtu = reader.GetInt32() },
                "card" => plan with { Card = reader.GetString() },
                "addresses" => plan with { Addresses = JsonReading.Texts(ref reader) },
                _ => throw JsonReading.Unknown(name),
            };
        return plan;
    }

    private static RoutePlan Route(ref Utf8JsonReader reader)
    {
        var plan = new RoutePlan(null, null, "");
        while (JsonReading.NextProperty(ref reader) is { } name)
            plan = name switch
            {
                "destination" => plan with { Destination = reader.GetString() },
                "gateway" => plan with { Gateway = reader.GetString() },
                "interface" => plan with { Interface = JsonReading.Text(ref reader) },
                "source" => plan with { Source = reader.GetString() },
                "metric" => plan with { Metric = JsonReading.NumberOrNull(ref reader) },
                "ipv6" => plan with { Ipv6 = reader.GetBoolean() },
                _ => throw JsonReading.Unknown(name),
            };
        return plan;
    }
}
