using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.Kernels;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Host;

public sealed class KernelStoreTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TempFolder _added = new();
    private readonly KernelStore _store;

    public KernelStoreTests()
    {
        foreach (var kernel in new[] { "debian/6.9.7-cloud", "debian/6.12.38-cloud", "alpine/6.6" })
            foreach (var file in new[] { "vmlinux", "initramfs" })
                _temp.File($"{kernel}/{file}");
        _temp.File("debian/broken/vmlinux");
        _temp.Link("debian/latest", "6.12.38-cloud");
        foreach (var kernel in new[] { "debian/6.13", "gentoo/1" })
        {
            _added.File($"{kernel}/vmlinuz");
            _added.File($"{kernel}/modules.cpio");
        }
        _added.Link("debian/6.12.38-cloud", _temp["debian/6.12.38-cloud"]);
        _added.File("debian/.adding-1/vmlinuz");
        _added.File("debian/.adding-1/modules.cpio");
        _store = new(_temp.Path);
    }

    private KernelStore Both => _store with { Added = _added.Path };

    [Theory]
    [InlineData("debian", "debian/6.12.38-cloud")]
    [InlineData("debian/6.9.7-cloud", "debian/6.9.7-cloud")]
    [InlineData("alpine", "alpine/6.6")]
    [InlineData("debian/latest", "debian/6.12.38-cloud")]
    public void A_kernel_is_found_by_name(string name, string found) =>
        Assert.Equal($"{Paths.Kernels}/{found}", _store.Find(KernelChoice.Parse(name)).InContainer);

    [Theory]
    [InlineData("debian", "debian/6.13")]
    [InlineData("debian/latest", "debian/6.13")]
    [InlineData("gentoo/1", "gentoo/1")]
    public void An_added_kernel_is_found_likewise_and_mounted_into_the_container(string name, string found)
    {
        var kernel = Both.Find(KernelChoice.Parse(name));
        Assert.Equal((found, $"{_added.Path}/{found}", $"{Paths.OtherKernels}/{found}"), (kernel.Name, kernel.Folder, kernel.InContainer));
    }

    [Fact]
    public void The_store_shows_both_each_once_and_nothing_unfinished() =>
        Assert.Equal(["alpine/6.6", "debian/6.9.7-cloud", "debian/6.12.38-cloud", "debian/6.13", "gentoo/1"], Both.All().Select(k => k.Name));

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
    public void The_default_has_its_real_name_and_a_package_without_one_is_an_error()
    {
        Assert.Contains("default", Samples.Refused(() => _store.Find(KernelChoice.Default)).Message);
        _temp.Link("default", "debian/latest");
        Assert.Equal($"{Paths.Kernels}/debian/6.12.38-cloud", Both.Find(KernelChoice.Default).InContainer);
        Assert.Equal(Both.Find(KernelChoice.Default), Both.Find(KernelChoice.Parse("default")));
    }

    [Fact]
    public void What_is_published_is_there_at_once_and_latest_follows_it()
    {
        var folders = new KernelFolders(_added["kernels"]);
        _added.Link("kernels/debian/6.9", _temp["debian/6.9.7-cloud"]);
        Assert.Equal("6.10", Latest(() => Publish("6.10")));
        Assert.Equal("6.11", Latest(() => Publish("6.11")));
        Assert.Contains("debian/6.11", Samples.Refused(() => Publish("6.11")).Render());
        Assert.Equal("6.9", Latest(() => { folders.Remove("debian/6.11"); folders.Remove("debian/6.10"); }));
        Assert.DoesNotContain(Directory.GetDirectories(_added["kernels"]), d => d.Contains(".adding"));

        void Publish(string version)
        {
            var work = folders.Begin();
            try
            {
                folders.Publish(Directory.CreateDirectory($"{work}/kernel").FullName, $"debian/{version}");
            }
            finally
            {
                Directory.Delete(work, recursive: true);
            }
        }

        string? Latest(Action act)
        {
            act();
            return new DirectoryInfo(_added["kernels/debian/latest"]).LinkTarget;
        }
    }

    public void Dispose()
    {
        _temp.Dispose();
        _added.Dispose();
    }
}
