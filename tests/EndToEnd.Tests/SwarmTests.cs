using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>Docker's Swarm mode, each node a VM: its control plane, its overlay networks (VXLAN) and its load balancer (IPVS).</summary>
[Trait("Category", "Soak")]
public sealed class SwarmTests(Engine engine) : EngineTest(engine)
{
    private const int Nodes = 3;

    /// <summary>Three Docker Engines in software emulation, on however few processors.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task Three_VMs_form_a_swarm_and_serve_a_replicated_service_at_each_of_their_addresses()
    {
        var network = $"swarm-{Guid.NewGuid():N}";
        (await Docker.Do("network", "create", network)).Successful();
        try
        {
            List<string> nodes = [];
            for (var n = 1; n <= Nodes; n++)
                nodes.Add(await Node(network, $"node{n}"));

            await Inside(nodes[0], "docker swarm init --advertise-addr eth0");
            var token = (await Inside(nodes[0], "docker swarm join-token -q worker")).Text;
            foreach (var node in nodes[1..])
                await Inside(node, $"docker swarm join --advertise-addr eth0 --token {token} node1:2377");
            Assert.Equal(["node1 Ready", "node2 Ready", "node3 Ready"],
                (await Inside(nodes[0], "docker node ls --format '{{.Hostname}} {{.Status}}'")).Text.Split('\n').Order());

            // Without --detach, it ends when all replicas run.
            await Inside(nodes[0], $"docker service create -q --no-resolve-image --name web --replicas {Nodes} --replicas-max-per-node 1 -p 8080:80 inner"
                + " busybox sh -c 'mkdir -p /w; hostname >/w/index.html; exec busybox httpd -f -p 80 -h /w'");
            Assert.Equal(["node1 Running", "node2 Running", "node3 Running"],
                (await Inside(nodes[0], "docker service ps web --filter desired-state=running --format '{{.Node}} {{.CurrentState}}' | cut -d' ' -f1,2")).Text.Split('\n').Order());
            for (var n = 1; n <= Nodes; n++)
                Assert.Equal(Nodes, (await Answers(network, $"node{n}")).Count);
        }
        finally
        {
            await Docker.RemoveAll();
        }
    }

    /// <summary>A node gives up on its own containerd after 15 s: they start one after the other.</summary>
    private async Task<string> Node(string network, string name)
    {
        var node = await Docker.Start(Runtime.Dkvm, "--privileged", "--memory", "1g", "--network", network, "--name", name, "--hostname", name,
            "--tmpfs", "/var/lib/docker:exec,size=256m", Image.Docker);
        await Docker.Says(node, "API listen on");
        await Inside(node, "docker import /images/busybox.tar inner");
        return node;
    }

    private async Task<Finished> Inside(string node, string script) => (await Docker.Do(["exec", node, "sh", "-c", script], null, Patience)).Successful();

    /// <summary>Which replicas answer to one address, which spreads over them: until all have, or time is up.</summary>
    private async Task<IReadOnlyCollection<string>> Answers(string network, string node) =>
        [.. (await Docker.Do(["run", "--rm", "--runtime", Runtime.Runc, "--network", network, Image.Busybox, "sh", "-c", $$"""
            for i in $(seq 60); do
              busybox wget -T 10 -qO- http://{{node}}:8080/ 2>/dev/null >>/answers || sleep 0.5
              [ "$(busybox sort -u /answers | busybox wc -l)" -lt {{Nodes}} ] || break
            done
            busybox sort -u /answers
            """], null, Patience)).Successful().Text.Split('\n').Where(line => line.Length > 0)];
}
