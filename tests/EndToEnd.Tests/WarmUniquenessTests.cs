using Dkvm.Tests.EndToEnd.Harness;
using Xunit.Abstractions;

namespace Dkvm.Tests.EndToEnd;

/// <summary>A template was one guest; those that go on from it have nothing of it that was to be random.</summary>
public sealed class WarmUniquenessTests(Engine engine, ITestOutputHelper output) : EngineTest(engine), IClassFixture<OwnTemplate>
{
    private const int Machines = 100;

    /// <summary>As many as run at a time.</summary>
    private const int Group = 3;

    /// <summary>An address on Docker's bridge is given again when its container has gone, and its MAC with it.</summary>
    private const string Address = "address";

    /// <summary>
    /// "name: value" lines of the first process itself: proc(5), stat, has at 26 and 28 where its code and its stack begin, to the byte.
    /// </summary>
    private const string Secrets = """
        read -ra stat </proc/$$/stat
        echo "executable: ${stat[25]}"
        echo "stack: ${stat[27]}"
        echo "libraries: $(grep -m 1 libc.so /proc/$$/maps | cut -d- -f1)"
        echo "urandom: $(head -c 16 /dev/urandom | md5sum)"
        echo "getrandom: $SRANDOM $SRANDOM $SRANDOM $SRANDOM"
        echo "uuid: $(cat /proc/sys/kernel/random/uuid)"
        echo "boot id: $(cat /proc/sys/kernel/random/boot_id)"
        echo "TLS key: $(openssl ecparam -name prime256v1 -genkey -noout | openssl md5)"
        echo "TLS session: $(openssl rand -hex 32)"
        echo "host name: $(hostname)"
        echo "address: $(cat /sys/class/net/eth0/address)"
        echo READY
        sleep 1000
        """;

    [Fact]
    [Trait("Category", "Soak")]
    public async Task A_hundred_VMs_of_one_template_have_nothing_in_common_that_was_to_be_random()
    {
        var values = new List<(string Name, string Value)>();
        foreach (var group in Enumerable.Range(0, Machines).Chunk(Group))
        {
            var all = await Task.WhenAll(group.Select(_ => SecretsOfOne()));
            values.AddRange(all.SelectMany(one => one).Where(line => line.Name != Address));
            var addresses = all.Select(one => one.Single(line => line.Name == Address).Value).ToList();
            Assert.Equal(addresses.Distinct(), addresses);
            await Docker.RemoveAll();
        }

        foreach (var one in values.GroupBy(v => v.Name, v => v.Value))
        {
            output.WriteLine($"{one.Key}: {one.Distinct().Count()} of {one.Count()} differ, such as {one.First()} and {one.Last()}");
            Assert.Equal(Machines, one.Distinct().Count());
        }
    }

    private async Task<(string Name, string Value)[]> SecretsOfOne()
    {
        var container = await Docker.Start(
            Runtime.Dkvm, [.. OwnTemplate.Size, "-e", "DKVM_START=warm", "--entrypoint", "bash", Image.Postgres, "-c", Secrets]);
        await Docker.Says(container, "READY");
        Assert.DoesNotContain(OwnTemplate.Booted, (await Ctl("timeline", container)).Successful().Output);
        var lines = (await Docker.Do("logs", container)).Successful();
        Assert.Equal("", lines.Errors);
        return [.. lines.Output.Split('\n').Where(l => l.Contains(": ")).Select(l => l.Split(": ", 2)).Select(pair => (pair[0], pair[1]))];
    }
}
