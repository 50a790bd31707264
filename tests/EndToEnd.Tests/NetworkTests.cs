using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>What a workload finds of its network, beside what Docker says of it.</summary>
public sealed record NetworkFacts(IReadOnlyDictionary<string, string> Found, JsonNode Inspected)
{
    internal const string Network = "facts";

    public JsonNode Endpoint => Inspected["NetworkSettings"]!["Networks"]![Network]!;
}

/// <summary>A container on a network with an address and an MTU that are not the usual ones.</summary>
public sealed class OnNetwork(Engine engine) : OncePerRuntime<NetworkFacts>(engine)
{
    private const string Script = """
        echo "link: $(ip -o link show eth0)"
        echo "address: $(ip -o -4 addr show eth0)"
        ip route | sed 's/ *$//; s/^/route: /' | tr '\n' ';'; echo
        echo "interfaces: $(ls /sys/class/net | tr '\n' ' ')"
        echo "ping: $(ping -c 1 -W 10 10.214.7.1 | grep -c ' 0% packet loss')"
        echo "large ping: $(ping -c 1 -W 10 -s 1300 10.214.7.1 | grep -c ' 0% packet loss')"
        echo "resolver: $(grep nameserver /etc/resolv.conf) $(grep search /etc/resolv.conf)"
        echo "own name: $(grep 10.214.7.20 /etc/hosts | tr '\t' ' ')"
        echo READY
        exec sleep 1000
        """;

    protected override async Task<NetworkFacts> Gather(string runtime)
    {
        (await Docker.Do("network", "create", "--subnet", "10.214.7.0/24", "-o", "com.docker.network.driver.mtu=1372", NetworkFacts.Network)).Successful();
        var container = await Docker.Start(runtime, "--network", NetworkFacts.Network, "--ip", "10.214.7.20",
            "--hostname", "facts", "--dns-search", "example.test", Image.Busybox, "sh", "-c", Script);
        var output = await Docker.Says(container, "READY");
        var facts = new NetworkFacts(Parse(output), await Docker.Inspect(container));
        await Docker.RemoveAll();
        return facts;
    }
}

public sealed partial class NetworkTests(Engine engine, OnNetwork network) : EngineTest(engine), IClassFixture<OnNetwork>
{
    [Theory]
    [BothRuntimes]
    public async Task The_address_is_the_containers(string runtime)
    {
        var facts = await network.Of(runtime);

        Assert.Equal("10.214.7.20", (string)facts.Endpoint["IPAddress"]!);
        Assert.Equal($"10.214.7.20/{facts.Endpoint["IPPrefixLen"]}", Inet().Match(facts.Found["address"]).Groups[1].Value);
    }

    [Theory]
    [BothRuntimes]
    public async Task The_MAC_is_the_containers(string runtime)
    {
        var facts = await network.Of(runtime);

        Assert.Contains($"link/ether {facts.Endpoint["MacAddress"]} ", facts.Found["link"]);
    }

    [Theory]
    [BothRuntimes]
    public async Task The_MTU_is_the_networks(string runtime) =>
        Assert.Contains(" mtu 1372 ", (await network.Of(runtime)).Found["link"]);

    [Theory]
    [BothRuntimes]
    public async Task The_routes_are_the_containers(string runtime)
    {
        var facts = await network.Of(runtime);

        var routes = facts.Found["route"].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(r => r.Replace("route: ", "").Trim());
        Assert.Equal(
            ["default via 10.214.7.1 dev eth0", "10.214.7.0/24 dev eth0 scope link  src 10.214.7.20"], routes.Order(StringComparer.Ordinal).Reverse());
    }

    [Theory]
    [BothRuntimes("interfaces", "eth0 lo")]
    [BothRuntimes("ping", "1")]
    [BothRuntimes("large ping", "1")]
    [BothRuntimes("resolver", "nameserver 127.0.0.11 search example.test")]
    [BothRuntimes("own name", "10.214.7.20 facts")]
    public async Task The_network_is_as_docker_makes_it(string runtime, string what, string expected) =>
        Assert.Equal(expected, (await network.Of(runtime)).Found[what]);

    [Theory]
    [BothRuntimes]
    public async Task A_container_on_two_networks_has_an_interface_on_each(string runtime)
    {
        (await Docker.Do("network", "create", "--subnet", "10.214.8.0/24", "first")).Successful();
        (await Docker.Do("network", "create", "--subnet", "10.214.9.0/24", "--ipv6", "--subnet", "fd00:d9::/64", "-o", "com.docker.network.driver.mtu=1410", "second")).Successful();
        (await Docker.Do("create", "--name", "both", "--runtime", runtime, "--network", "first", "--ip", "10.214.8.77", Image.Busybox, "sh", "-c",
            "ip -o addr | awk '$2 != \"lo\" && $4 !~ /^fe80/ { print $2, $4 }' | sort; cat /sys/class/net/eth*/mtu; ip -6 route | grep default | tr -s ' ' | sed 's/ *$//'; "
            + "for a in 10.214.8.1 10.214.9.1 fd00:d9::1; do ping -c 1 -W 10 $a | grep -o ' 0% packet loss'; done")).Successful();
        (await Docker.Do("network", "connect", "--ip", "10.214.9.88", "--ip6", "fd00:d9::88", "second", "both")).Successful();

        var run = (await Docker.Do("start", "-a", "both")).Successful();

        // Docker puts the network with IPv6 first.
        Assert.Equal(
            "eth0 10.214.9.88/24\neth0 fd00:d9::88/64\neth1 10.214.8.77/24\n1410\n1500\ndefault via fd00:d9::1 dev eth0 metric 1024\n"
            + " 0% packet loss\n 0% packet loss\n 0% packet loss\n", run.Output);
    }

    [Theory]
    [BothRuntimes]
    public async Task Name_servers_search_domains_options_and_hosts_are_as_asked_for(string runtime)
    {
        var run = await Docker.Run(runtime, "--dns", "192.0.2.9", "--dns-search", "a.example", "--dns-search", "b.example", "--dns-option", "ndots:3",
            "--add-host", "extra:192.0.2.1", "--add-host", "six:fd00::1", Image.Busybox, "sh", "-c", "cat /etc/resolv.conf; grep -e extra -e six /etc/hosts; ping -c 1 -W 1 extra | head -n 1");

        Assert.Equal(
            "search a.example b.example\nnameserver 192.0.2.9\noptions ndots:3\n192.0.2.1\textra\nfd00::1\tsix\nPING extra (192.0.2.1): 56 data bytes\n",
            run.Successful().Output);
    }

    /// <summary>By Docker's API: today's command refuses --mac-address for an engine of version 20.10.</summary>
    [Theory]
    [BothRuntimes]
    public async Task A_MAC_address_that_was_asked_for_is_the_workloads(string runtime)
    {
        using var api = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, cancel) => await Connected(cancel) });
        var create = new JsonObject
        {
            ["Image"] = Image.Busybox, ["MacAddress"] = "02:42:aa:bb:cc:01", ["HostConfig"] = new JsonObject { ["Runtime"] = runtime },
            ["Cmd"] = new JsonArray("sh", "-c", "cat /sys/class/net/eth0/address; ping -c 1 -W 10 172.17.0.1 | grep -o ' 0% packet loss'"),
        };
        using var answer = await api.PostAsync("http://docker/v1.41/containers/create?name=addressed", new StringContent(create.ToJsonString(), null, "application/json"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());

        var run = await Docker.Do("start", "-a", "addressed");

        Assert.Equal("02:42:aa:bb:cc:01\n 0% packet loss\n", run.Successful().Output);

        async Task<Stream> Connected(CancellationToken cancel)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Engine.Socket["unix://".Length..]), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }

    [Theory]
    [BothRuntimes]
    public async Task Without_a_network_there_is_the_loop_and_nothing_else(string runtime)
    {
        var run = await Docker.Run(runtime, "--network", "none", Image.Busybox, "sh", "-c", "ls /sys/class/net; ping -c 1 127.0.0.1 | grep -o ' 0% packet loss'");

        Assert.Equal("lo\n 0% packet loss\n", run.Successful().Output);
    }

    [Fact]
    public async Task An_engine_whose_hook_is_killed_hears_so_and_the_container_ends()
    {
        Finished start;
        do
        {
            await Docker.RemoveAll();
            var id = (await Docker.Do("create", "--name", "cut", "--runtime", Runtime.Dkvm, Image.Busybox, "true")).Successful().Text;
            var starting = Docker.Do("start", "-a", "cut");
            while (!starting.IsCompleted && Process.GetProcesses().FirstOrDefault(p => IsRunner(p.Id, id)) is not { } runner)
                await Task.Yield();
            start = await starting;
        }
        while (start.ExitCode == 0); // it was killed too late

        Assert.Contains("the engine's hook for the network was killed", start.Errors);
        Assert.Contains("the engine's hook for the network was killed", (await Docker.Do("logs", "cut")).Errors);

        static bool IsRunner(int pid, string container)
        {
            try
            {
                if (File.ReadAllText($"/proc/{pid}/cmdline") is not { } line || !line.Contains("dkvm-network-hook-runner") || !line.Contains(container))
                    return false;
                using var runner = Process.GetProcessById(pid);
                runner.Kill();
                return true;
            }
            catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException)
            {
                return false;
            }
        }
    }

    [GeneratedRegex(@"inet (\S+)")]
    private static partial Regex Inet();
}
