using System.Collections.Concurrent;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>
/// One container that goes from network to network while it runs, and what it finds after each step. Names of networks
/// decide which of them has the default route: "away" is before "home".
/// </summary>
public sealed class OnTheMove(Engine engine) : OncePerRuntime<IReadOnlyDictionary<string, string>>(engine)
{
    internal const string Home = "home", Away = "away", Mac = "02:42:0a:d6:15:32";

    /// <summary>
    /// What <c>ip</c> shows. A VM follows a moment after docker has said that it is done: waits until it has so many
    /// interfaces and a route, or shows what it has instead.
    /// </summary>
    private const string Look = """
        for i in $(seq 60); do
          ip -o link | awk -F': ' '{ print $2 }' | cut -d@ -f1 | sort | tr '\n' ' ' >/tmp/links
          ip route | sort | sed 's/ *$//; s/  */ /g' | tr '\n' ';' >/tmp/routes
          ip -o addr | awk '$2 != "lo" && $4 !~ /^fe80/ { print $2, $4 }' | sort | tr '\n' ';' >/tmp/addresses
          [ $(wc -w </tmp/links) = $1 ] && case "$(cat /tmp/routes)$(cat /tmp/addresses)" in *"$2"*"$3"*) break ;; esac
          sleep 0.1
        done
        echo "links: $(cat /tmp/links)"
        echo "routes: $(cat /tmp/routes)"
        echo "addresses: $(cat /tmp/addresses)"
        for link in $(cat /tmp/links); do ip -o link show $link | sed -n "s/.*mtu \([0-9]*\).*link.ether \([^ ]*\) .*/$link: mtu \1 mac \2/p"; done
        """;

    protected override async Task<IReadOnlyDictionary<string, string>> Gather(string runtime)
    {
        await Make(Home, "--subnet", "10.214.20.0/24");
        await Make(Away, "--subnet", "10.214.21.0/24", "--ipv6", "--subnet", "fd00:d4::/64", "-o", "com.docker.network.driver.mtu=1400");
        await Docker.Start(Runtime.Runc, "--network", Away, "--name", "server", Image.Busybox, "httpd", "-f", "-h", "/etc");
        // Not waited for: the first change comes while it starts.
        await Docker.Start(runtime, "--network", Home, "--name", "mover", Image.Busybox, "httpd", "-f", "-h", "/etc");
        var facts = new ConcurrentDictionary<string, string>();

        await Do("network", "connect", "--ip", "10.214.21.50", "--ip6", "fd00:d4::50", "--alias", "visitor", Away, "mover");
        await See("connected", 3, "default via 10.214.21.1 dev eth1", "fd00:d4::50");
        facts["by name"] = await In("mover", "wget -qO- -T 30 http://server/group | head -n 1");
        facts["by IPv6"] = await In("mover", "ping -6 -c 1 -W 10 fd00:d4::1 | grep -o ' 0% packet loss'");
        facts["large"] = await In("mover", "ping -c 1 -W 10 -s 1300 10.214.21.1 | grep -o ' 0% packet loss'");
        facts["from there"] = await In("server", "wget -qO- -T 30 http://visitor/group | head -n 1");
        facts["hosts"] = await In("mover", "grep -c 10.214.21.50 /etc/hosts");
        facts["own"] = await In("mover", "ip addr add 192.168.66.1/24 dev eth0; ip route add 10.66.0.0/16 via 192.168.66.2 2>&1; echo $?");

        await Do("network", "disconnect", Home, "mover");
        await See("home left", 2, "default via 10.214.21.1 dev eth1", "10.214.21.50");
        await Do("network", "disconnect", Away, "mover");
        await See("all left", 1, "", "");
        await Do("network", "connect", "--ip", "10.214.20.9", Home, "mover");
        await See("back", 2, "default via 10.214.20.1 dev eth2", "10.214.20.9");
        facts["back by name"] = await In("mover", "ping -c 1 -W 10 10.214.20.1 | grep -o ' 0% packet loss'");
        facts["inside"] = await Inside();
        for (var round = 0; round < 10; round++)
        {
            await Do("network", "connect", Away, "mover");
            if (round % 3 == 0)
                await See("round", 3, "default via 10.214.21.1", "10.214.21");
            await Do("network", "disconnect", Away, "mover");
            if (round % 3 == 1)
                await See("round", 2, "default via 10.214.20.1", "10.214.20.9");
        }
        await See("after ten rounds", 2, "default via 10.214.20.1 dev eth2", "10.214.20.9");
        facts["inside after ten rounds"] = await Inside();
        await Docker.RemoveAll();
        return facts;

        async Task Make(string name, params string[] options) => await Do(["network", "create", .. options, name]);

        async Task<Finished> Do(params string[] arguments) => (await Docker.Do(arguments)).Successful();

        async Task<string> In(string container, string script) => (await Docker.Do("exec", container, "sh", "-c", script)).Output.Trim();

        async Task See(string step, int links, string route, string address)
        {
            foreach (var (name, value) in Parse((await Docker.Do("exec", "mover", "sh", "-c", Look, "look", $"{links}", route, address)).Successful().Output))
                facts[$"{step} {name}"] = value;
        }

        // What of ours the container's own network namespace holds: less where something has gone for good.
        async Task<string> Inside()
        {
            var pid = $"{await Docker.PidOf("mover")}";
            var shown = await Harness.Program.Run("nsenter", ["-t", pid, "-n", "sh", "-c", "ip -o link | grep -c ': dkvm'; tc qdisc | grep -c ingress; tc filter show dev eth2 parent ffff: | grep -c mirred"], Docker.Patience);
            return shown.Text.Replace('\n', ' ');
        }
    }
}

/// <summary>docker network connect and disconnect on a running container.</summary>
public sealed class NetworkChangeTests(Engine engine, OnTheMove move) : EngineTest(engine), IClassFixture<OnTheMove>
{
    [Theory]
    [BothRuntimes("connected links", "eth0 eth1 lo")]
    [BothRuntimes("connected addresses", "eth0 10.214.20.2/24;eth1 10.214.21.50/24;eth1 fd00:d4::50/64;")]
    [BothRuntimes("connected routes",
        "10.214.20.0/24 dev eth0 scope link src 10.214.20.2;10.214.21.0/24 dev eth1 scope link src 10.214.21.50;default via 10.214.21.1 dev eth1;")]
    [BothRuntimes("connected eth1", "mtu 1400 mac 02:42:0a:d6:15:32")]
    [BothRuntimes("by name", "root:x:0:")]
    [BothRuntimes("by IPv6", "0% packet loss")]
    [BothRuntimes("large", "0% packet loss")]
    [BothRuntimes("from there", "root:x:0:")]
    [BothRuntimes("hosts", "1")]
    [BothRuntimes("home left links", "eth1 lo")]
    [BothRuntimes("home left routes", "10.214.21.0/24 dev eth1 scope link src 10.214.21.50;default via 10.214.21.1 dev eth1;")]
    [BothRuntimes("all left links", "lo")]
    [BothRuntimes("all left routes", "")]
    [BothRuntimes("back links", "eth2 lo")]
    [BothRuntimes("back addresses", "eth2 10.214.20.9/24;")]
    [BothRuntimes("back by name", "0% packet loss")]
    [BothRuntimes("after ten rounds links", "eth2 lo")]
    [BothRuntimes("after ten rounds routes", "10.214.20.0/24 dev eth2 scope link src 10.214.20.9;default via 10.214.20.1 dev eth2;")]
    public async Task A_container_has_what_docker_gave_it(string runtime, string what, string expected) =>
        Assert.Equal(expected, (await move.Of(runtime))[what]);

    [Fact]
    public async Task Ten_rounds_leave_no_tap_and_no_rule_behind()
    {
        var facts = await move.Of(Runtime.Dkvm);

        Assert.StartsWith("1 2 ", facts["inside"]); // a tap, and rules for both of its sides
        Assert.Equal(facts["inside"], facts["inside after ten rounds"]);
    }

    /// <summary>A guest that does not see cards come and go.</summary>
    [Fact]
    public async Task A_card_that_the_guest_does_not_take_is_rolled_back_and_the_VM_goes_on()
    {
        var settings = $"{Engine.Folder}/impatient-network.conf";
        await File.WriteAllTextAsync(settings, "dkvm.network.step-timeout = 12s");
        (await Docker.Do("network", "create", "--subnet", "10.214.22.0/24", "refused")).Successful();
        var container = await Docker.Start(
            Runtime.Dkvm, "-e", "DKVM_KERNEL_APPEND=acpiphp.disable=1", "-v", $"{settings}:/etc/impatient.conf:ro", "-e", "DKVM_HOCON=/etc/impatient.conf",
            Image.Busybox, "sh", "-c", "echo READY; exec sleep 1000");
        await Docker.Says(container, "READY");

        (await Docker.Do("network", "connect", "refused", container)).Successful();

        await Shows(container, "Degraded");
        Assert.Contains("the VM goes on without eth1, which its guest could not set up", (await Ctl("logs", container)).Output);
        Assert.Equal("eth0\nlo\n", (await Docker.Do("exec", container, "ls", "/sys/class/net")).Successful().Output);
        Assert.Contains(" 0% packet loss", (await Docker.Do("exec", container, "ping", "-c", "1", "-W", "10", "172.17.0.1")).Output);
        // The guest has not let go of the card, nor QEMU of its tap, which is down.
        var inside = await Harness.Program.Run(
            "nsenter", ["-t", $"{await Docker.PidOf(container)}", "-n", "sh", "-c", "ip -o link show up | grep -c ': dkvm'; tc qdisc show dev eth1 | grep -c ingress"], Docker.Patience);
        Assert.Equal("1\n0", inside.Text);
        // The interface goes again, and nothing is missing any more.
        (await Docker.Do("network", "disconnect", "refused", container)).Successful();
        await Shows(container, "Following");
        File.Delete(settings);
    }

    /// <summary>There is no event for an actor's state.</summary>
    private async Task Shows(string container, string state)
    {
        var deadline = DateTime.UtcNow + Docker.Patience;
        while (!(await Ctl("tree", container)).Output.Contains(state))
        {
            Assert.True(DateTime.UtcNow < deadline, (await Ctl("logs", container)).Output);
            await Task.Delay(100);
        }
    }
}
