using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Mounts;

/// <summary>
/// A container of each runtime with mounts in mounts, of which the host changes some while it runs. It goes on until the
/// last test; what a test changes, no other looks at.
/// </summary>
public sealed class NestedMounts(Engine engine) : IAsyncLifetime
{
    private readonly Dictionary<string, string> _containers = [];

    /// <summary>On the host; a folder per runtime.</summary>
    public string Host { get; } = Directory.CreateTempSubdirectory("dkvm-mounts-").FullName;

    internal Docker Docker => engine.Docker;

    public async Task InitializeAsync()
    {
        foreach (var runtime in (string[])[Runtime.Runc, Runtime.Dkvm])
        {
            Write(runtime, "outer/file", "outer");
            Write(runtime, "inner/file", "inner");
            Write(runtime, "deep/file", "deep");
            Write(runtime, "single", "single");
            Write(runtime, "fixed/file", "fixed");
            Write(runtime, "spread/file", "spread");
            Write(runtime, "live/file", "before");
            // A mount that later ones spread from, in the engine's own namespace: wherever the host's root is private, too.
            await InEngine($"mount --bind {Host}/{runtime}/spread {Host}/{runtime}/spread && mount --make-shared {Host}/{runtime}/spread");
            var of = $"{Host}/{runtime}";
            (await Docker.Do("run", "--name", $"data-{runtime}", "--runtime", Runtime.Runc, "-v", "/from-others", Image.Busybox,
                "sh", "-c", "echo theirs > /from-others/file")).Successful();
            _containers[runtime] = await Docker.Start(runtime,
                "-v", $"{of}/outer:/outer", "-v", $"{of}/inner:/outer/inner", "-v", $"{of}/deep:/outer/inner/made/deep:ro",
                "-v", $"{of}/single:/outer/inner/single", "--tmpfs", "/outer/memory:size=4m", "-v", $"{of}/fixed:/fixed:ro",
                "-v", $"{of}/spread:/spread:rslave", "-v", $"{of}/live:/live", "--volumes-from", $"data-{runtime}", "--volumes-from", $"data-{runtime}:ro",
                Image.Busybox, "sh", "-c", "trap 'exit 0' TERM; echo READY; while :; do sleep 1000 & wait; done");
        }
        foreach (var container in _containers.Values)
            await Docker.Says(container, "READY");
    }

    public async Task DisposeAsync()
    {
        await Docker.RemoveAll();
        foreach (var runtime in _containers.Keys)
            await InEngine($"umount -R {Host}/{runtime}/spread");
        Directory.Delete(Host, recursive: true);
        await LeftOvers.AssertNone(engine);
    }

    internal void Write(string runtime, string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{Host}/{runtime}/{path}")!);
        File.WriteAllText($"{Host}/{runtime}/{path}", text + "\n");
    }

    /// <summary>A shell's lines in the container: all that they print, in one line.</summary>
    internal async Task<string> Shell(string runtime, string script)
    {
        var run = await Docker.Do("exec", _containers[runtime], "sh", "-c", $"{{ {script}\n}} 2>&1");
        return run.Text.ReplaceLineEndings(" ");
    }

    internal async Task InEngine(string script) =>
        (await Program.Run("nsenter", ["-t", $"{engine.DockerdPid}", "-m", "sh", "-c", script], Docker.Patience)).Successful();
}
