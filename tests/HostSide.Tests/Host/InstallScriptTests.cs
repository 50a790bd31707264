using System.Diagnostics;
using Dkvm.HostSide;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Host;

/// <summary>build/install.sh, as far as kernels go: what it leaves is what dkvmctl kernel and the runtime read.</summary>
public sealed class InstallScriptTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public void Added_kernels_stay_when_the_package_is_replaced_and_latest_is_the_newest_of_both()
    {
        _temp.Link("dir/kernels", "current/kernels"); // as older packages had it
        Install("one", "debian/6.1", "debian/6.12.9");
        Assert.Equal(("6.12.9", "default debian/6.1 debian/6.12.9 debian/latest"), Shown());

        foreach (var file in new[] { "vmlinuz", "modules.cpio" })
        {
            _temp.File($"dir/kernels/debian/6.12.10/{file}");
            _temp.File($"dir/kernels/mine/1/{file}");
        }
        Install("two", "debian/6.1", "debian/6.12.10-cloud");
        Assert.Equal(("6.12.10-cloud", "default debian/6.1 debian/6.12.10 debian/6.12.10-cloud debian/latest mine/1 mine/latest"), Shown());

        Install("three", "alpine/6");
        Assert.Equal(("6.12.10", "default alpine/6 alpine/latest debian/6.12.10 debian/latest mine/1 mine/latest"), Shown());
        var store = KernelStore.Of(new(new DirectoryInfo(_temp["dir/versions/three"]).FullName, "dkvm"));
        Assert.Equal(["debian/6.12.10", "mine/1"], store.All().Where(k => !k.InPackage).Select(k => k.Name));
    }

    public void Dispose() => _temp.Dispose();

    private (string? Latest, string All) Shown()
    {
        var kernels = new DirectoryInfo(_temp["dir/kernels"]);
        Assert.Null(kernels.LinkTarget);
        var all = kernels.EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1, AttributesToSkip = 0 })
            .Where(e => e.LinkTarget is not null || e.FullName.Split('/').Length > kernels.FullName.Split('/').Length + 1)
            .Select(e => Path.GetRelativePath(kernels.FullName, e.FullName)).Where(e => !e.StartsWith("default/"));
        return (new DirectoryInfo($"{kernels}/debian/latest").LinkTarget, string.Join(' ', all.OrderBy(e => e.Contains('/')).ThenBy(e => e, StringComparer.Ordinal)));
    }

    private void Install(string content, params string[] kernels)
    {
        _temp.File($"{content}/version.json", $"{{\n  \"content\": \"{content}\"\n}}\n");
        foreach (var kernel in kernels)
            foreach (var file in new[] { "vmlinux", "initramfs" })
                _temp.File($"{content}/kernels/{kernel}/{file}");
        _temp.Link($"{content}/kernels/{kernels[^1].Split('/')[0]}/latest", Path.GetFileName(kernels[^1]));
        _temp.Link($"{content}/kernels/default", kernels[^1]);
        using var script = Process.Start($"{Samples.RepositoryRoot}build/install.sh", ["--keep-old", _temp[content], _temp["dir"]]);
        script.WaitForExit();
        Assert.Equal(0, script.ExitCode);
    }
}
