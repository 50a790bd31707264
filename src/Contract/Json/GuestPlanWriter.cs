using System.Text.Json;

namespace Dkvm.Contract.Json;

/// <summary>The part of <see cref="PlanJson"/> that <see cref="GuestPlanReader"/> reads.</summary>
internal static class GuestPlanWriter
{
    public static void Write(Utf8JsonWriter writer, GuestPlan plan)
    {
        writer.WriteStartObject();
        writer.WriteUnlessNull("hostname", plan.Hostname);
        writer.WriteUnlessNull("domainname", plan.Domainname);
        writer.WriteList("mounts", plan.Mounts, static (w, mount) =>
        {
            w.WriteString("type", mount.Type);
            w.WriteString("destination", mount.Destination);
            w.WriteString("source", mount.Source);
            w.WriteTexts("options", mount.Options);
        });
        writer.WriteTexts("fstab", plan.Fstab);
        writer.WriteList("devices", plan.Devices, static (w, device) =>
        {
            w.WriteString("path", device.Path);
            w.WriteString("serial", device.Serial);
            w.WriteNumber("mode", device.Mode);
            w.WriteNumber("uid", device.Uid);
            w.WriteNumber("gid", device.Gid);
        });
        writer.WriteBoolean("readonlyRoot", plan.ReadonlyRoot);
        writer.WriteBoolean("initSystem", plan.InitSystem);
        writer.WriteTexts("maskedPaths", plan.MaskedPaths);
        writer.WriteTexts("readonlyPaths", plan.ReadonlyPaths);
        writer.WriteStartObject("sysctls");
        foreach (var (name, value) in plan.Sysctls)
            writer.WriteString(name, value);
        writer.WriteEndObject();
        writer.WritePropertyName("process");
        ProcessPlanWriter.Write(writer, plan.Process);
        if (plan.Seccomp is { } filter)
            SeccompJson.Write(writer, filter);
        writer.WritePropertyName("network");
        Write(writer, plan.Network);
        writer.WriteNumber("unixTimeNanoseconds", plan.UnixTimeNanoseconds);
        writer.WriteBase64String("entropy", plan.Entropy);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, NetworkPlan plan)
    {
        writer.WriteStartObject();
        writer.WriteList("interfaces", plan.Interfaces, static (w, link) =>
        {
            w.WriteString("name", link.Name);
            w.WriteString("mac", link.Mac);
            w.WriteNumber("mtu", link.Mtu);
            w.WriteTexts("addresses", link.Addresses);
            w.WriteUnlessNull("card", link.Card);
        });
        writer.WriteList("routes", plan.Routes, static (w, route) =>
        {
            w.WriteUnlessNull("destination", route.Destination);
            w.WriteUnlessNull("gateway", route.Gateway);
            w.WriteString("interface", route.Interface);
            w.WriteUnlessNull("source", route.Source);
            w.WriteUnlessNull("metric", route.Metric);
            w.WriteBoolean("ipv6", route.Ipv6);
        });
        writer.WriteBoolean("relayDns", plan.RelayDns);
        writer.WriteBoolean("disableIpv6", plan.DisableIpv6);
        writer.WriteEndObject();
    }
}
