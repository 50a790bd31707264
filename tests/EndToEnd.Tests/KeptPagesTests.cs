using System.Globalization;
using System.Text;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>What a guest has read of a file of the image holds while the file does not change: build/helpers/virtiofsd.</summary>
public sealed class KeptPagesTests(Engine engine) : EngineTest(engine)
{
    private const int Size = 4 * 1024 * 1024;

    [Fact]
    public async Task A_file_of_the_image_that_does_not_change_is_read_from_the_host_once()
    {
        var container = await Start();
        Assert.InRange(await Reading(container, "/file"), Size, long.MaxValue);
        Assert.InRange(await Reading(container, "/file"), 0, Size / 4);
        Assert.InRange(await Reading(container, "/file"), 0, Size / 4);
    }

    [Fact]
    public async Task A_file_of_a_volume_is_read_whenever_it_is_opened()
    {
        var container = await Start("-v", "/volume");
        Assert.InRange(await Reading(container, "/volume/file"), Size, long.MaxValue);
        Assert.InRange(await Reading(container, "/volume/file"), Size, long.MaxValue);
    }

    /// <summary>Of the same size, and sooner than the host's clock for files may tick: nothing but the content tells them apart.</summary>
    [Fact]
    public async Task What_the_host_changes_in_a_file_of_the_image_is_read_at_the_next_open()
    {
        var container = await Start();
        for (var i = 10; i < 25; i++)
        {
            await using (var file = new FileStream($"/proc/{Virtiofsd(container)}/root/file", FileMode.Open, FileAccess.Write))
                await file.WriteAsync(Encoding.ASCII.GetBytes($"change {i}"));
            Assert.Equal($"change {i}", (await Docker.Do("exec", container, "head", "-c", "9", "/file")).Output);
        }
    }

    /// <summary>With files that were left alone for so long that the host's clock for files has ticked.</summary>
    private async Task<string> Start(params string[] options)
    {
        var container = await Docker.Start(Runtime.Dkvm, [
            .. options, Image.Busybox, "sh", "-c",
            $"mkdir -p /volume; for f in /file /volume/file; do head -c {Size} /dev/zero >$f; done; sync; sleep 1; echo READY; sleep 1000"]);
        await Docker.Says(container, "READY");
        return container;
    }

    /// <returns>The bytes that virtiofsd reads from the host while the guest reads the file.</returns>
    private async Task<long> Reading(string container, string path)
    {
        var before = BytesRead(container);
        Assert.Equal(0, (await Docker.Do("exec", container, "sh", "-c", $"cat {path} >/dev/null")).ExitCode);
        return BytesRead(container) - before;
    }

    /// <summary>proc_pid_io(5).</summary>
    private long BytesRead(string container) => long.Parse(
        EngineState.Read($"/proc/{Virtiofsd(container)}/io").Split('\n')[0]["rchar: ".Length..], CultureInfo.InvariantCulture);

    private string Virtiofsd(string container) => EngineState.PidsOf(Engine, container)
        .Single(pid => EngineState.Read($"/proc/{pid}/cmdline").Split('\0')[0].Contains("virtiofsd")).ToString(CultureInfo.InvariantCulture);
}
