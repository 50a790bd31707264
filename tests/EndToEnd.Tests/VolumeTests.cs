using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>A container with a volume and bind mounts, while host and workload change things behind each other's back.</summary>
public sealed class Shared(Engine engine) : OncePerRuntime<IReadOnlyDictionary<string, string>>(engine)
{
    private const string Script = """
        echo "file in a folder: $(cat /folder/from-host)"
        echo "file: $(cat /file)"
        echo "read-only folder: $(cat /ro-folder/inside) $(touch /ro-folder/new 2>&1)"
        echo "read-only file: $(cat /ro-file) $(touch /ro-file 2>&1)"
        echo "owner: $(stat -c '%u %g %a' /folder/from-host)"
        echo guest > /folder/from-guest; chown 1234:5678 /folder/from-guest; chmod 640 /folder/from-guest
        ln -s from-guest /folder/link; mkdir /folder/sub; mv /folder/moved-from /folder/sub/moved-to; rm /folder/removed
        echo guest >> /file
        echo kept > /volume/kept
        echo READY
        while [ ! -e /folder/go ]; do sleep 0.1; done
        echo "later: $(cat /folder/later) $(tail -n 1 /file)"
        """;

    protected override async Task<IReadOnlyDictionary<string, string>> Gather(string runtime)
    {
        var host = Directory.CreateTempSubdirectory("dkvm-shared-").FullName;
        try
        {
            Write("folder/from-host", "host");
            File.SetUnixFileMode($"{host}/folder/from-host", (UnixFileMode)0b110_000_100);
            Write("folder/moved-from", "moved");
            Write("folder/removed", "");
            Write("file", "first");
            Write("ro-folder/inside", "inside");
            Write("ro-file", "alone");
            var container = await Docker.Start(runtime,
                "-v", $"{host}/folder:/folder", "-v", $"{host}/file:/file", "-v", $"{host}/ro-folder:/ro-folder:ro",
                "--mount", $"type=bind,src={host}/ro-file,dst=/ro-file,readonly", "-v", $"shared-{runtime}:/volume", Image.Busybox, "sh", "-c", Script);
            await Docker.Says(container, "READY");
            var facts = new Dictionary<string, string>
            {
                ["from guest"] = await Host($"cat {host}/folder/from-guest; stat -c '%u %g %a' {host}/folder/from-guest"),
                ["link"] = await Host($"readlink {host}/folder/link"),
                ["moved"] = await Host($"cat {host}/folder/sub/moved-to; ls {host}/folder"),
                ["appended"] = File.ReadAllText($"{host}/file"),
            };
            Write("folder/later", "changed");
            File.AppendAllText($"{host}/file", "last\n");
            Write("folder/go", "");
            if (await Docker.Wait(container) is var code and not 0)
                throw new InvalidOperationException($"exit code {code}: {await Docker.Do("logs", container)}");
            foreach (var (name, value) in Parse((await Docker.Do("logs", container)).Output))
                facts[name] = value;
            await Docker.Do("rm", container);
            facts["volume"] = (await Docker.Run(Runtime.Runc, "-v", $"shared-{runtime}:/volume", Image.Busybox, "cat", "/volume/kept")).Text;
            (await Docker.Do("volume", "rm", $"shared-{runtime}")).Successful();
            return facts;
        }
        finally
        {
            Directory.Delete(host, recursive: true);
        }

        void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName($"{host}/{path}")!);
            File.WriteAllText($"{host}/{path}", text.Length > 0 ? text + "\n" : "");
        }
    }

    private static async Task<string> Host(string script) =>
        (await Program.Run("/bin/sh", ["-c", script], TimeSpan.FromSeconds(10))).Successful().Text.ReplaceLineEndings(" ");
}

public sealed class VolumeTests(Engine engine, Shared shared) : EngineTest(engine), IClassFixture<Shared>
{
    [Theory]
    [BothRuntimes("file in a folder", "host")]
    [BothRuntimes("file", "first")]
    [BothRuntimes("owner", "0 0 604")]
    [BothRuntimes("later", "changed last")]
    public async Task What_the_host_writes_is_what_the_workload_reads(string runtime, string what, string expected) =>
        Assert.Equal(expected, (await shared.Of(runtime))[what]);

    [Theory]
    [BothRuntimes("from guest", "guest 1234 5678 640")]
    [BothRuntimes("link", "from-guest")]
    [BothRuntimes("moved", "moved from-guest from-host link sub")]
    [BothRuntimes("appended", "first\nguest\n")]
    [BothRuntimes("volume", "kept")]
    public async Task What_the_workload_does_is_what_the_host_sees(string runtime, string what, string expected) =>
        Assert.Equal(expected, (await shared.Of(runtime))[what]);

    [Theory]
    [InlineData("auto", "changed by the host\n")]
    [InlineData("always", "first\n")]
    public async Task How_long_the_guest_relies_on_what_it_has_read_is_for_the_user_to_say(string cache, string expected)
    {
        var host = Directory.CreateTempSubdirectory("dkvm-cache-").FullName;
        try
        {
            await File.WriteAllTextAsync($"{host}/file", "first\n");
            var container = await Docker.Start(Runtime.Dkvm, "-e", $"DKVM_CACHE={cache}", "-v", $"{host}:/volume", Image.Busybox, "sh", "-c",
                "cat /volume/file; echo READY; while [ ! -e /volume/go ]; do sleep 0.1; done; sleep 2; cat /volume/file");
            await Docker.Says(container, "READY");
            await File.WriteAllTextAsync($"{host}/file", "changed by the host\n");
            await File.WriteAllTextAsync($"{host}/go", ""); // what is new is seen in any case
            Assert.Equal(0, await Docker.Wait(container));
            Assert.Equal("first\nREADY\n" + expected, (await Docker.Do("logs", container)).Output);
        }
        finally
        {
            Directory.Delete(host, recursive: true);
        }
    }

    [Theory]
    [BothRuntimes("read-only folder", "inside touch: /ro-folder/new: Read-only file system")]
    [BothRuntimes("read-only file", "alone touch: /ro-file: Read-only file system")]
    public async Task What_is_mounted_read_only_can_be_read_and_not_written(string runtime, string what, string expected) =>
        Assert.Equal(expected, (await shared.Of(runtime))[what]);
}
