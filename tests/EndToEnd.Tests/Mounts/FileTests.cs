using System.Security.Cryptography;
using System.Text;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Mounts;

/// <summary>files.py in a container of each runtime, on a bind-mounted folder of the host.</summary>
public sealed class FileUse(Engine engine) : OncePerRuntime<IReadOnlyDictionary<string, string>>(engine)
{
    /// <summary>Entries of a large folder.</summary>
    internal const int Many = 100_000;

    protected override async Task<IReadOnlyDictionary<string, string>> Gather(string runtime)
    {
        var host = Directory.CreateTempSubdirectory("dkvm-files-").FullName;
        try
        {
            Directory.CreateDirectory($"{host}/volume");
            Directory.CreateDirectory($"{host}/large");
            foreach (var name in LargeFolder())
                File.Create($"{host}/large/{name}").Dispose();
            string[] mounts = ["-v", $"{host}/volume:/volume", "-v", $"{host}/large:/large:ro"];
            var run = (await Docker.Run(runtime, [.. mounts, "-v", $"{Repository.Root}/tests/EndToEnd.Tests/Mounts/files.py:/files.py:ro",
                "dkvm-test/python", "python3", "/files.py", "/volume"])).Successful();
            var facts = new Dictionary<string, string>(Parse(run.Output))
            {
                // The host's view of what the workload did.
                ["attributes on the host"] = (await Docker.Run(Runtime.Runc, [.. mounts, "dkvm-test/python", "python3", "-c",
                    "import os; print(os.getxattr('/volume/attributes', 'user.kept'), os.listxattr('/volume/attributes'))"])).Successful().Text,
                ["owner on the host"] = (await Program.Run("stat", ["-c", "%u %g %a", $"{host}/volume/owned"], Docker.Patience)).Successful().Text,
                ["links on the host"] = (await Program.Run("stat", ["-c", "%h", $"{host}/volume/two"], Docker.Patience)).Successful().Text,
            };
            return facts;
        }
        finally
        {
            // .NET cannot name files in any bytes, nor follow paths longer than PATH_MAX.
            await Program.Run("rm", ["-rf", host], Docker.Patience);
        }
    }

    internal static IEnumerable<string> LargeFolder() => Enumerable.Range(0, Many).Select(i => $"f{i}");
}

public sealed class FileTests(Engine engine, FileUse files) : EngineTest(engine), IClassFixture<FileUse>
{
    [Theory]
    [BothRuntimes("flock", "EAGAIN None")]
    [BothRuntimes("record lock", "EAGAIN None")]
    [BothRuntimes("shared mapping", "child parent child")]
    [BothRuntimes("attributes", @"b'a\x00b' ['user.kept'] ENODATA")]
    [BothRuntimes("attributes on the host", @"b'a\x00b' ['user.kept']")]
    [BothRuntimes("ownership", "1234 5678 106755")]
    [BothRuntimes("owner on the host", "1234 5678 6755")]
    [BothRuntimes("other users file", "EACCES")]
    [BothRuntimes("names in any bytes", "True True")]
    [BothRuntimes("long names", "long ENAMETOOLONG")]
    [BothRuntimes("deep path", "reached")]
    [BothRuntimes("hard links", "2 True True")]
    [BothRuntimes("links on the host", "2")]
    [BothRuntimes("sparse file", "1073741824 True 536870912 b'middle'")]
    [BothRuntimes("removed while open", "still there False 0")]
    [BothRuntimes("allocated", "True 1048576 True")]
    [BothRuntimes("direct", "8192 8192 True")]
    [BothRuntimes("copied in the kernel", "1048576 1048576 True")]
    [BothRuntimes("watched", "100 new, 8 new, 80 moved, 200 moved")]
    [BothRuntimes("renamed", "right left EEXIST")]
    [BothRuntimes("times", "123456789987654321 987654321123456789")]
    [BothRuntimes("appended by many", "600 True")]
    [BothRuntimes("pipe with a name", "through the pipe")]
    [BothRuntimes("socket with a name", "through the socket")]
    [BothRuntimes("executed", "executed ./script")]
    [BothRuntimes("links", "4000 ELOOP")]
    [BothRuntimes("refusals", "ENOTEMPTY ENOTDIR EISDIR EEXIST EINVAL ENOTDIR EEXIST")]
    public async Task A_program_finds_a_file_system_as_it_knows_it(string runtime, string what, string expected) =>
        Assert.Equal(expected, (await files.Of(runtime))[what]);

    [Theory]
    [InlineData(Runtime.Runc)]
    [InlineData(Runtime.Dkvm)]
    public async Task What_a_process_has_mapped_is_in_the_file_when_the_container_has_ended_and_the_process_with_it(string runtime)
    {
        const string mapper = "import mmap, time; f = open('/volume/mapped', 'w+b'); f.truncate(4 << 20); m = mmap.mmap(f.fileno(), 4 << 20); m[:] = b'x' * (4 << 20); open('/volume/ready', 'w'); time.sleep(1000)";
        var host = Directory.CreateTempSubdirectory("dkvm-mapped-").FullName;
        try
        {
            (await Docker.Run(runtime, "-v", $"{host}:/volume", "dkvm-test/python", "sh", "-c",
                $"python3 -c \"{mapper}\" & while [ ! -e /volume/ready ]; do :; done; echo last > /volume/last")).Successful();
            Assert.Equal("last\n", await File.ReadAllTextAsync($"{host}/last"));
            var mapped = await File.ReadAllBytesAsync($"{host}/mapped");
            Assert.Equal((4 << 20, -1), (mapped.Length, mapped.AsSpan().IndexOfAnyExcept((byte)'x')));
        }
        finally
        {
            await Program.Run("rm", ["-rf", host], Docker.Patience);
        }
    }

    /// <summary>virtiofsd has no FUSE_TMPFILE; programs know that not every file system has such files (open(2)), and make named ones.</summary>
    [Theory]
    [InlineData(Runtime.Runc, "unnamed")]
    [InlineData(Runtime.Dkvm, "ENOTSUP")]
    public async Task A_file_without_a_name_is_made_or_refused_as_not_supported(string runtime, string expected) =>
        Assert.Equal(expected, (await files.Of(runtime))["unnamed file"]);

    [Theory]
    [BothRuntimes]
    public async Task A_folder_with_100_000_entries_is_listed_completely(string runtime)
    {
        var names = string.Join('\n', FileUse.LargeFolder().Order(StringComparer.Ordinal));

        var hash = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(names)));
        Assert.Equal($"{FileUse.Many} {FileUse.Many} {hash}", (await files.Of(runtime))["large folder"]);
    }
}
