using System.Net;
using System.Text.Json;
using Dkvm.Contract.Json;
using Dkvm.GuestSide.Agent;
using Dkvm.Linux.Netlink;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Boot;

/// <summary>
/// What a program does only once is done before its machine is saved as a template: types are initialised, and the collector has
/// memory. Each start from the template would do it again, in an emulator a tenth of the start.
/// </summary>
internal static class FirstUse
{
    /// <summary>One of everything that a common plan has.</summary>
    private static readonly byte[] Plan = """
        {"hostname":"h","mounts":[{"type":"tmpfs","destination":"/dev","source":"tmpfs","options":["nosuid","strictatime","mode=755","size=65536k"]}],
        "fstab":[],"devices":[],"readonlyRoot":false,"initSystem":false,"maskedPaths":["/proc/kcore"],"readonlyPaths":["/proc/sys"],
        "sysctls":{"net.ipv4.ip_unprivileged_port_start":"0"},
        "process":{"args":["true"],"env":["PATH=/bin"],"cwd":"/","uid":0,"gid":0,"additionalGids":[0],"terminal":false,"rows":0,"columns":0,"nullStdin":false,
        "capabilities":{"bounding":["CAP_CHOWN"],"effective":["CAP_CHOWN"],"inheritable":[],"permitted":["CAP_CHOWN"],"ambient":[]},
        "rlimits":[{"type":"RLIMIT_NOFILE","soft":1024,"hard":1048576}],"noNewPrivileges":false},
        "network":{"interfaces":[{"name":"eth0","mac":"02:00:00:00:00:01","mtu":1500,"addresses":["192.0.2.2/24"],"card":"02:00:00:00:00:02"}],
        "routes":[{"gateway":"192.0.2.1","interface":"eth0","ipv6":false}],"relayDns":false,"disableIpv6":true},
        "unixTimeNanoseconds":1,"entropy":"AAAA"}
        """u8.ToArray();

    /// <summary>More than a start needs.</summary>
    private const int Memory = 1 << 20;

    private const int Loop = 1;

    public static void Make()
    {
        var plan = PlanJson.ReadGuestPlan(Plan);
        using (var text = new Utf8JsonWriter(new MemoryStream()))
            ResultWriter.Write(text, new ConfigureResult { Kernel = "k", Marks = [new(plan.Hostname!, 1)] });
        UseNetwork();
        UseMemory();
    }

    /// <summary>What is done to the loop is undone.</summary>
    private static void UseNetwork()
    {
        LinkScan.FromFirst();
        using var net = new RouteNetlink();
        var address = new LinkAddress(Loop, IPAddress.Parse("127.0.0.2"), 32);
        var route = new Route(IPAddress.Parse("127.0.0.3"), 32, Gateway: null, Loop);
        net.Change(Loop, new LinkChange { Up = true });
        net.Add(address);
        net.Add(route);
        net.Remove(route);
        net.Remove(address);
    }

    /// <summary>Touched, and free again.</summary>
    private static void UseMemory()
    {
        for (var i = 0; i < Memory; i += 4096)
            _ = new byte[4096];
        GC.Collect();
        if (GC.TryStartNoGCRegion(Memory))
            GC.EndNoGCRegion();
    }
}
