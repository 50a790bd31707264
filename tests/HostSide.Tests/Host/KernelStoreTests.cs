using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Host;

public sealed class KernelStoreTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly KernelStore _store;

    public KernelStoreTests()
    {
        foreach (var kernel in new[] { "debian/6.9.7-cloud", "debian/6.12.38-cloud", "alpine/6.6" })
            foreach (var file in new[] { "vmlinux", "initramfs" })
                _temp.File($"{kernel}/{file}");
        _temp.File("debian/broken/vmlinux");
        _temp.Link("debian/latest", "6.12.38-cloud");
        _store = new(_temp.Path);
    }

    [Theory]
    [InlineData("debian", "debian/6.12.38-cloud")]
    [InlineData("debian/6.9.7-cloud", "debian/6.9.7-cloud")]
    [InlineData("alpine", "alpine/6.6")]
    [InlineData("debian/latest", "debian/latest")]
    public void A_kernel_is_found_by_name(string name, string found) =>
        Assert.Equal($"{Paths.Kernels}/{found}", _store.Find(KernelChoice.Parse(name)));

    [Theory]
    [InlineData("debian/broken")]
    [InlineData("debian/7")]
    [InlineData("gentoo")]
    public void A_missing_kernel_is_an_error_that_lists_what_there_is(string name)
    {
        var text = Samples.Refused(() => _store.Find(KernelChoice.Parse(name))).Render();
        Assert.Contains($"DKVM_KERNEL={name}", text);
        Assert.Contains("alpine/6.6, debian/6.9.7-cloud, debian/6.12.38-cloud", text);
    }

    [Fact]
    public void A_package_without_a_default_kernel_is_an_error()
    {
        Assert.Contains("default", Samples.Refused(() => _store.Find(KernelChoice.Default)).Message);
        _temp.Link("default", "debian/latest");
        Assert.Equal($"{Paths.Kernels}/default", _store.Find(KernelChoice.Default));
    }

    public void Dispose() => _temp.Dispose();
}
