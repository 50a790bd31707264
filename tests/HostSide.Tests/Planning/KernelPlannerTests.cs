using Dkvm.HostSide;
using Dkvm.HostSide.Kernels;
using Dkvm.HostSide.Planning;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Planning;

/// <summary>Option, image, distribution, default: in this order.</summary>
public sealed class KernelPlannerTests : IDisposable
{
    private const string Release = "6.1.9-image";
    private const string List = "first virtiofs\n";
    private readonly TempFolder _image = new();
    private readonly TempFolder _kernels = new();
    private readonly TempFolder _made = new();

    public KernelPlannerTests()
    {
        foreach (var kernel in new[] { "debian/6.1", "debian/6.12", "alpine/6.6" })
            foreach (var file in new[] { "vmlinux", "initramfs" })
                _kernels.File($"{kernel}/{file}");
        _kernels.Link("default", "debian/6.12");
    }

    [Theory]
    [InlineData("ID=alpine\n", "alpine/6.6")]
    [InlineData("NAME=x\nID=\"debian\"\n", "debian/6.12")]
    [InlineData("ID=gentoo\n", "debian/6.12")]
    [InlineData("ID=../..\n", "debian/6.12")]
    [InlineData("", "debian/6.12")]
    public void Without_a_kernel_in_the_image_its_distribution_decides_and_else_the_default(string release, string expected)
    {
        _image.File("usr/lib/os-release", release);
        _image.Link("etc/os-release", "../usr/lib/os-release");
        Assert.Equal(new(_kernels.Kernel(expected)), Choose());
    }

    [Fact]
    public void A_link_that_leads_out_of_the_image_leads_to_the_same_place_in_it()
    {
        _kernels.File("os-release", "ID=alpine\n");
        _image.Link("etc/os-release", _kernels["os-release"]);
        Assert.Equal("debian/6.12", Choose().Kernel.Name);
        _image.File(_kernels["os-release"].TrimStart('/'), "ID=alpine\n");
        Assert.Equal("alpine/6.6", Choose().Kernel.Name);
    }

    [Fact]
    public void The_option_comes_before_all_else()
    {
        AddKernel();
        Assert.Equal("debian/6.1", Choose("DKVM_KERNEL=debian/6.1").Kernel.Name);
        Assert.Equal("debian/6.12", Choose("DKVM_KERNEL=default").Kernel.Name);
    }

    [Theory]
    [InlineData("vmlinuz")]
    [InlineData("boot/vmlinuz")]
    [InlineData("boot/vmlinuz-virt")]
    public void The_images_own_kernel_is_made_ready_once(string place)
    {
        AddKernel(place);
        var chosen = Choose();

        Assert.Null(chosen.Warning);
        Assert.Equal(($"image/{Release}", false, true), (chosen.Kernel.Name, chosen.Kernel.InPackage, chosen.Kernel.IsImages));
        Assert.Contains("no template", chosen.Reason);
        Assert.True(Kernel.Is(chosen.Kernel.Folder));
        Assert.False(File.Exists($"{chosen.Kernel.Folder}/initrd"));
        File.WriteAllText($"{chosen.Kernel.Folder}/untouched", "");
        Assert.Equal(chosen, Choose());
        Assert.True(File.Exists($"{chosen.Kernel.Folder}/untouched"));
    }

    [Fact]
    public void A_module_that_is_another_now_is_taken_anew()
    {
        AddKernel();
        var before = Archive();
        File.WriteAllBytes(_image[$"lib/modules/{Release}/kernel/virtiofs.ko"], FakeKernel.Vmlinux(says: "other"));
        Assert.NotEqual(before, Archive());

        byte[] Archive() => File.ReadAllBytes($"{Choose().Kernel.Folder}/modules.cpio");
    }

    [Fact]
    public void What_was_made_from_other_files_is_not_used_even_under_the_same_name()
    {
        AddKernel();
        var folder = Choose().Kernel.Folder;
        File.WriteAllText($"{folder}/made-from", "of another image");
        File.WriteAllText($"{folder}/vmlinux", "hostile");
        Assert.Equal(folder, Choose().Kernel.Folder);
        Assert.Equal(FakeKernel.Vmlinux(), File.ReadAllBytes($"{folder}/vmlinux"));
        Assert.Single(Directory.GetDirectories(_made.Path));
    }

    [Fact]
    public void Without_modules_in_the_image_its_own_initrd_has_them()
    {
        AddKernel();
        Directory.Delete(_image["lib"], recursive: true);
        _image.File("initrd.img", "theirs");
        var kernel = Choose().Kernel;
        Assert.Equal("theirs", File.ReadAllText($"{kernel.Folder}/initrd"));
    }

    [Fact]
    public void A_kernel_that_cannot_be_used_is_warned_of_and_the_next_choice_made()
    {
        _image.File("boot/vmlinuz", "no kernel");
        _image.File("etc/os-release", "ID=alpine");
        var chosen = Choose();
        Assert.Equal("alpine/6.6", chosen.Kernel.Name);
        Assert.Contains("boot/vmlinuz is no Linux kernel", chosen.Warning);
        Assert.Empty(Directory.GetFileSystemEntries(_made.Path));
    }

    [Fact]
    public void A_kernel_of_the_image_without_modules_and_initrd_is_none()
    {
        AddKernel();
        Directory.Delete(_image["lib"], recursive: true);
        Assert.Contains("modules.dep", Choose().Warning);
    }

    public void Dispose()
    {
        _image.Dispose();
        _kernels.Dispose();
        _made.Dispose();
    }

    private void AddKernel(string place = "vmlinuz")
    {
        File.WriteAllBytes(_image.File(place + "-file"), FakeKernel.Vmlinuz(Release, FakeKernel.Vmlinux()));
        _image.Link(place, Path.GetFileName(place) + "-file");
        _image.File($"lib/modules/{Release}/modules.dep", "kernel/virtiofs.ko:\n");
        File.WriteAllBytes(_image.File($"lib/modules/{Release}/kernel/virtiofs.ko"), FakeKernel.Vmlinux(says: "module"));
    }

    private KernelPlanner Choose(params string[] options) =>
        KernelPlanner.Choose(Samples.Options(options), _image.Path, new(_kernels.Path), new ImageKernels(_made.Path, () => List));
}

file static class Kernels
{
    public static Kernel Kernel(this TempFolder folder, string name) => new(name, folder[name], InPackage: true);
}
