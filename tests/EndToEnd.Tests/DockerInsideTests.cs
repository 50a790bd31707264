using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>A Docker Engine in a VM, with overlay2 on a disk of its own.</summary>
[Trait("Category", "Soak")]
public sealed class DockerInsideTests(Engine engine) : EngineTest(engine)
{
    [Fact]
    public async Task Its_containers_reach_out_are_reached_and_outlive_the_VM()
    {
        var volume = $"docker-{Guid.NewGuid():N}";
        string[] machine = [
            "--privileged", "--memory", "1g", "-v", $"{volume}:/disks", "-e", "DKVM_DISKS=ext4,2g,/disks/docker.img", "-e", "DKVM_STOP_TIMEOUT=120", Image.Docker];
        try
        {
            var server = await Docker.Start(Runtime.Runc, Image.Busybox, "sh", "-c", "echo from-outside >/index.html; echo READY; exec /bin/busybox httpd -f -p 80 -h /");
            await Docker.Says(server, "READY");
            var outer = await Docker.Start(Runtime.Dkvm, machine);
            await Docker.Says(outer, "API listen on");

            Assert.Equal("overlay2 extfs 2", (await Inside(outer, "docker info -f '{{.Driver}} {{(index .DriverStatus 0 1)}} {{.CgroupVersion}}'")).Text);
            await Inside(outer, "docker import /images/busybox.tar inner");
            Assert.Equal("from-outside", (await Inside(outer, $"docker run --rm inner busybox wget -qO- http://{await Docker.AddressOf(server)}/")).Text);
            await Inside(outer, "docker run -d --restart always -p 8080:80 --name web inner busybox sh -c 'busybox mkdir -p /w; echo from-inside >/w/index.html; exec busybox httpd -f -p 80 -h /w'");
            Assert.Equal("from-inside", await Fetch(outer));

            (await Docker.Do("stop", "-t", "120", outer)).Successful();
            Assert.Equal(0, await Docker.Wait(outer));
            var again = await Docker.Start(Runtime.Dkvm, machine);
            await Docker.Says(again, "API listen on");
            Assert.Equal("from-inside", await Fetch(again));
        }
        finally
        {
            await Docker.RemoveAll();
            (await Docker.Do("volume", "rm", volume)).Successful();
        }
    }

    private async Task<Finished> Inside(string container, string script) => (await Docker.Do("exec", container, "sh", "-c", script)).Successful();

    /// <summary>From another container of the engine outside; the server in there needs a moment.</summary>
    private async Task<string> Fetch(string container) => (await Docker.Run(Runtime.Runc, Image.Busybox, "sh", "-c",
        $"for i in $(seq 100); do busybox wget -T 5 -qO- http://{await Docker.AddressOf(container)}:8080/ 2>/dev/null && break; sleep 0.2; done")).Successful().Text;
}
