namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>What an engine changes on a machine when it is not kept apart: interfaces, routes, packet filters, forwarding, sockets.</summary>
internal static class Machine
{
    private const string Script = """
        ip -o link | awk '$2 !~ /^dkvm[0-9]/ { print $2 }' | sort
        ip route | grep -v ' dev dkvm' | sed 's/ linkdown//'
        for table in filter nat; do iptables -w -t $table -S; done
        cat /proc/sys/net/ipv4/ip_forward
        ls -d /run/docker* /run/containerd* 2>/dev/null
        """;

    public static async Task<string> State() =>
        (await Program.Run("/bin/sh", ["-c", Script], TimeSpan.FromSeconds(20))).Output;
}
