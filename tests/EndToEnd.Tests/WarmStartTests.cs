using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>A template of a size that nobody else uses: <see cref="Size"/>.</summary>
public sealed class OwnTemplate : IAsyncLifetime
{
    public static readonly string[] Size = ["-e", "DKVM_MEMORY=193m", "-e", "DKVM_CPUS=1"];

    /// <summary>A mark of the timeline that only a VM which boots has.</summary>
    public const string Booted = "kernel entered";

    private static readonly string Control = $"{Repository.Package}/bin/dkvmctl";

    public string Folder { get; private set; } = "";

    public Task InitializeAsync() => Make();

    public async Task Make()
    {
        var made = (await Harness.Program.Run(Control, ["template", "build", "--memory", "193m", "--cpus", "1"], Harness.Docker.Patience)).Successful();
        Folder = $"/var/lib/dkvm/templates/{made.Text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)[1]}";
        Assert.True(Directory.Exists(Folder), made.ToString());
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class WarmStartTests(Engine engine, OwnTemplate template) : EngineTest(engine), IClassFixture<OwnTemplate>
{
    private Task<Finished> Run(params string[] arguments) =>
        Docker.Run(Runtime.Dkvm, [.. OwnTemplate.Size, "-e", "DKVM_TIMELINE=1", .. arguments]);

    [Fact]
    public async Task A_container_goes_on_from_a_template_of_its_size()
    {
        var run = (await Run("-e", "DKVM_START=warm", Image.Busybox, "sh", "-c", "uname -r; nproc; exit 9")).WithExitCode(9);
        Assert.DoesNotContain(OwnTemplate.Booted, run.Errors);
        Assert.Contains("\n1\n", run.Output);

        var cold = (await Run("-e", "DKVM_START=cold", Image.Busybox, "uname", "-r")).Successful();
        Assert.Contains(OwnTemplate.Booted, cold.Errors);
        Assert.StartsWith(cold.Output, run.Output);
    }

    [Fact]
    public async Task Two_that_go_on_from_one_template_share_no_random_number_identifier_or_address()
    {
        const string secrets = "head -c 16 /dev/urandom | md5sum; cat /proc/sys/kernel/random/boot_id /proc/sys/kernel/random/uuid /sys/class/net/eth0/address; "
            + "grep -m 1 stack /proc/self/maps; hostname; date +%s";
        var first = await Docker.Start(Runtime.Dkvm, [.. OwnTemplate.Size, Image.Busybox, "sh", "-c", $"{secrets}; echo READY; sleep 1000"]);
        var second = await Docker.Start(Runtime.Dkvm, [.. OwnTemplate.Size, Image.Busybox, "sh", "-c", $"{secrets}; echo READY; sleep 1000"]);
        await Docker.Says(first, "READY");
        await Docker.Says(second, "READY");
        var one = (await Docker.Do("logs", first)).Output.Split('\n')[..7];
        var other = (await Docker.Do("logs", second)).Output.Split('\n')[..7];

        Assert.All(one.Zip(other).Take(6), pair => Assert.NotEqual(pair.First, pair.Second));
        // The clock is not the template's, which is older than both.
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.InRange(long.Parse(one[6], System.Globalization.CultureInfo.InvariantCulture), now - 120, now + 1);
    }

    [Theory]
    [InlineData("state")]
    [InlineData("ram")]
    public async Task A_damaged_template_is_passed_over_for_a_boot(string file)
    {
        var path = Directory.EnumerateFiles(template.Folder, file, SearchOption.AllDirectories).Single();
        await using (var stream = File.OpenWrite(path))
            stream.SetLength(file == "ram" ? 0 : stream.Length / 2);
        try
        {
            var run = (await Run(Image.Busybox, "sh", "-c", "echo up; exit 7")).WithExitCode(7);
            Assert.Equal("up\n", run.Output);
            Assert.Contains(OwnTemplate.Booted, run.Errors);
        }
        finally
        {
            await template.Make();
        }
    }

    [Fact]
    public async Task A_container_without_a_network_goes_on_from_the_same_template_and_has_no_card()
    {
        var run = (await Run("-e", "DKVM_START=warm", "--network", "none", Image.Busybox, "ls", "/sys/class/net")).Successful();
        Assert.DoesNotContain(OwnTemplate.Booted, run.Errors);
        Assert.Equal("lo\n", run.Output);
    }

    [Fact]
    public async Task A_container_on_two_networks_goes_on_from_the_same_template_and_has_two_cards()
    {
        foreach (var name in (string[])["one", "other"])
            (await Docker.Do("network", "create", name)).Successful();
        (await Docker.Do(["create", "--name", "both", "--runtime", Runtime.Dkvm, "--network", "one", .. OwnTemplate.Size, "-e", "DKVM_START=warm", "-e", "DKVM_TIMELINE=1",
            Image.Busybox, "sh", "-c", "ls /sys/class/net; ip route | grep -c ^default; ip -o -4 addr | grep -c eth"])).Successful();
        (await Docker.Do("network", "connect", "other", "both")).Successful();

        var run = (await Docker.Do("start", "-a", "both")).Successful();

        Assert.DoesNotContain(OwnTemplate.Booted, run.Errors);
        Assert.Equal("eth0\neth1\nlo\n1\n2\n", run.Output);
    }

    /// <summary>A template has Docker's own mounts already, and its machines take those that their plans have word for word.</summary>
    [Theory]
    [InlineData]
    [InlineData("--shm-size=32m")]
    [InlineData("--tmpfs=/dev/shm:size=1m")]
    [InlineData("--tmpfs=/dev/mqueue", "--tmpfs=/sys/kernel/debug")]
    [InlineData("--mount=type=volume,dst=/dev/shm")]
    [InlineData("--ipc=none")]
    [InlineData("--read-only")]
    [InlineData("--privileged")]
    [InlineData("-e", "DKVM_CGROUPFS=none")]
    [InlineData("-e", "DKVM_CGROUPFS=1")]
    public async Task What_is_mounted_and_what_is_in_dev_are_the_same_after_a_warm_and_a_cold_start(params string[] options)
    {
        // Without numbers, device and place in the list.
        const string what = "cut -d ' ' -f 4- /proc/self/mountinfo | sed 's/master:[0-9]* //' | sort; ls -lR /dev | sed -E 's/[A-Z][a-z]{2} +[0-9]+ [0-9:]{5}//'; ls /sys /sys/fs/cgroup | wc -l";
        var warm = (await Docker.Run(Runtime.Dkvm, [.. OwnTemplate.Size, "-e", "DKVM_START=warm", .. options, Image.Busybox, "sh", "-c", what])).Successful();
        var cold = (await Docker.Run(Runtime.Dkvm, [.. OwnTemplate.Size, "-e", "DKVM_START=cold", .. options, Image.Busybox, "sh", "-c", what])).Successful();
        Assert.Equal(cold.Output, warm.Output);
    }

    [Fact]
    public async Task The_kernel_of_a_warm_start_has_its_final_clock_and_soon_hears_that_it_is_another_machine()
    {
        var run = (await Docker.Run(Runtime.Dkvm, [.. OwnTemplate.Size, "-e", "DKVM_START=warm", "--privileged", Image.Busybox, "sh", "-c",
            "cat /sys/devices/system/clocksource/clocksource0/current_clocksource; for i in $(seq 100); do dmesg | grep -o 'reseeded due to virtual machine fork' && break; sleep 0.1; done"])).Successful();
        Assert.DoesNotContain("early", run.Output);
        Assert.EndsWith("reseeded due to virtual machine fork\n", run.Output);
    }

    [Fact]
    public async Task A_warm_start_without_a_template_is_refused()
    {
        var run = await Docker.Run(Runtime.Dkvm, "-e", "DKVM_START=warm", "-e", "DKVM_MEMORY=194m", Image.Busybox, "true");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("dkvmctl template build --memory 194m", run.Errors);
    }
}
