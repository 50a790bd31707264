using System.Globalization;
using System.Text;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>What a guest has read of a file of the image holds while the file does not change: build/helpers/virtiofsd.</summary>
public sealed class KeptPagesTests(Engine engine) : EngineTest(engine)
{
    /// <summary>Of the image, so not changed lately; nothing that runs here is linked with it.</summary>
    private const string Library = "/usr/lib/x86_64-linux-gnu/libcrypto.so.3";

    private const int LeastSize = 4 * 1024 * 1024;

    [Fact]
    public async Task A_file_of_the_image_that_does_not_change_is_read_from_the_host_once()
    {
        var container = await Start();
        Assert.InRange(await Reading(container, Library), LeastSize, long.MaxValue);
        Assert.InRange(await Reading(container, Library), 0, LeastSize / 4);
        Assert.InRange(await Reading(container, Library), 0, LeastSize / 4);
    }

    [Fact]
    public async Task A_file_of_a_volume_is_read_whenever_it_is_opened()
    {
        var container = await Start("-v", $"{Repository.Package}/rootfs/usr/bin:/volume:ro");
        Assert.InRange(await Reading(container, "/volume/qemu-system-x86_64"), LeastSize, long.MaxValue);
        Assert.InRange(await Reading(container, "/volume/qemu-system-x86_64"), LeastSize, long.MaxValue);
    }

    /// <summary>Of the same size, and sooner than the host's clock for files may tick: nothing but the content tells them apart.</summary>
    [Fact]
    public async Task What_the_host_changes_in_a_file_of_the_image_is_read_at_the_next_open()
    {
        var container = await Start();
        await Reading(container, Library); // it is kept from here
        await Reading(container, Library);
        for (var i = 10; i < 25; i++)
        {
            await using (var file = new FileStream($"/proc/{Virtiofsd(container)}/root{Library}", FileMode.Open, FileAccess.Write))
                await file.WriteAsync(Encoding.ASCII.GetBytes($"change {i}"));
            Assert.Equal($"change {i}", (await Docker.Do("exec", container, "head", "-c", "9", Library)).Output);
        }
    }

    private async Task<string> Start(params string[] options)
    {
        var container = await Docker.Start(Runtime.Dkvm, [.. options, Image.Debian, "sh", "-c", "echo READY; exec sleep infinity"]);
        await Docker.Says(container, "READY");
        return container;
    }

    /// <returns>The bytes that virtiofsd reads from the host while the guest reads the file.</returns>
    private async Task<long> Reading(string container, string path)
    {
        var before = BytesRead(container);
        (await Docker.Do("exec", container, "sh", "-c", $"cat {path} >/dev/null")).Successful();
        return BytesRead(container) - before;
    }

    /// <summary>proc_pid_io(5).</summary>
    private long BytesRead(string container) => long.Parse(
        EngineState.Read($"/proc/{Virtiofsd(container)}/io").Split('\n')[0]["rchar: ".Length..], CultureInfo.InvariantCulture);

    private int Virtiofsd(string container) => EngineState.PidsOf(Engine, container)
        .Single(pid => EngineState.Read($"/proc/{pid}/cmdline").Split('\0')[0].Contains("virtiofsd"));
}
