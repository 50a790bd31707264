using System.Net;
using System.Security.Cryptography;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>Containers that serve others.</summary>
public sealed class ServiceTests(Engine engine) : EngineTest(engine)
{
    /// <summary>In Debian's image, whose C library asks again by TCP where an answer is truncated.</summary>
    private const string Client = """
        exec 3<>/dev/tcp/server/80 && printf 'GET / HTTP/1.0\r\n\r\n' >&3 && tail -n 1 <&3
        for name in also outside.example large.example; do getent ahostsv4 $name | awk '/STREAM/ { print $1 }'; done
        getent hosts nowhere.example || echo unknown
        """;

    [Theory]
    [BothRuntimes]
    public async Task A_published_nginx_answers_from_the_host_and_stops_by_its_own_signal(string runtime)
    {
        var large = RandomNumberGenerator.GetBytes(20_000_000);
        var site = Directory.CreateTempSubdirectory("dkvm-site-").FullName;
        File.SetUnixFileMode(site, (UnixFileMode)0b111_101_101);
        await File.WriteAllTextAsync($"{site}/index.html", "served by a VM");
        await File.WriteAllBytesAsync($"{site}/large", large);
        var container = await Docker.Start(runtime, "-p", "8080:80", "-v", $"{site}:/var/www/html:ro", Image.Nginx);

        using var client = new HttpClient(new Patient()) { BaseAddress = new($"http://{Engine.Address}:8080"), Timeout = Docker.Patience };
        var page = await client.GetStringAsync("/");
        var file = await client.GetByteArrayAsync("/large");
        (await Docker.Do("stop", container)).Successful();

        Assert.Equal("served by a VM", page);
        Assert.Equal(SHA256.HashData(large), SHA256.HashData(file));
        Assert.Equal(0, (int)(await Docker.Inspect(container))["State"]!["ExitCode"]!);
        Assert.Contains("GET /large", (await Docker.Do("logs", container)).Output);
        Directory.Delete(site, recursive: true);
    }

    [Theory]
    [BothRuntimes]
    public async Task Containers_of_a_network_find_each_other_and_the_outside_by_name(string runtime)
    {
        (await Docker.Do("network", "create", "--subnet", "10.214.6.0/24", "names")).Successful();
        var server = await Docker.Start(runtime, "--network", "names", "--name", "server", "--network-alias", "also", Image.Busybox,
            "sh", "-c", "echo from the server > /var/www/index.html; echo READY; exec httpd -f -h /var/www");
        await Docker.Says(server, "READY");

        // Docker's DNS forwards what it does not know to this one, from the container's own network.
        await using var outside = new NameServer(Engine.HostAddress, new Dictionary<string, IPAddress>
        {
            ["outside.example"] = IPAddress.Parse("203.0.113.7"),
            ["large.example"] = IPAddress.Parse("203.0.113.8"),
        });

        var client = await Docker.Run(runtime, "--network", "names", "--dns", $"{Engine.HostAddress}", Image.Debian, "bash", "-c", Client);

        var address = (string)(await Docker.Inspect(server))["NetworkSettings"]!["Networks"]!["names"]!["IPAddress"]!;
        Assert.Equal($"from the server\n{address}\n203.0.113.7\n203.0.113.8\nunknown\n", client.Successful().Output);
    }

    /// <summary>A server needs a moment after its start, of which the outside hears nothing: refused connections are tried again.</summary>
    private sealed class Patient() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            while (true)
            {
                try
                {
                    return await base.SendAsync(request, cancel);
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(100, cancel);
                }
            }
        }
    }
}
