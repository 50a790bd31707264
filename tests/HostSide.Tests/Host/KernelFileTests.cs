using System.Diagnostics;
using Dkvm.HostSide.Kernels;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Host;

/// <summary>What is read of a kernel, and what is made of it.</summary>
public sealed class KernelFileTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public void A_vmlinuz_says_its_release_and_gives_its_kernel()
    {
        var kernel = FakeKernel.Vmlinux();
        var image = FakeKernel.Vmlinuz("6.1.0-9-cloud-amd64", kernel);
        Assert.Equal("6.1.0-9-cloud-amd64", BzImage.Release(image, "x"));
        Assert.Equal(kernel, BzImage.Vmlinux(image, "x"));
    }

    [Fact]
    public void A_kernel_that_QEMU_cannot_enter_stays_in_its_vmlinuz()
    {
        Assert.Null(BzImage.Vmlinux(FakeKernel.Vmlinuz("6", FakeKernel.Vmlinux(pvh: false)), "x"));
        Assert.Null(BzImage.Vmlinux(FakeKernel.Vmlinuz("6", [1, 2, 3]), "x"));
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("")]
    public void A_release_that_is_no_name_is_refused(string release) =>
        Assert.Contains("release", Samples.Refused(() => BzImage.Release(FakeKernel.Vmlinuz(release, []), "x")).Message);

    [Fact]
    public void Every_part_of_a_damaged_vmlinuz_is_an_error_or_another_file_and_never_a_crash()
    {
        var image = FakeKernel.Vmlinuz("6.1", FakeKernel.Vmlinux());
        Assert.Contains("bzImage", Samples.Refused(() => BzImage.Release(image[..0x260], "x")).Message);
        Assert.Contains("cut off", Samples.Refused(() => BzImage.Vmlinux(image[..^9], "x")).Message);
        image[1024 + 20] ^= 0xFF;
        Assert.Contains("gzip ended with exit code", Samples.Refused(() => BzImage.Vmlinux(image, "x")).Message);
    }

    [Fact]
    public void What_comes_out_of_a_compressed_file_has_a_limit()
    {
        var image = FakeKernel.Vmlinuz("6", new byte[1 << 20])[1024..];
        Assert.Contains("gzip ended", Samples.Refused(() => Decompressor.Unpack(image[..^4], "x", most: 1000)).Message);
    }

    [Fact]
    public void An_ELF_file_with_notes_that_lead_nowhere_has_no_entry()
    {
        for (var i = 0; i < 256; i++)
        {
            var elf = FakeKernel.Vmlinux();
            elf[i] = 0xFF;
            BzImage.HasPvhEntry(elf); // whatever it says
            BzImage.HasPvhEntry(elf.AsSpan(0, i));
        }
    }

    [Fact]
    public void Modules_are_loaded_after_what_they_need_and_built_in_ones_not_at_all()
    {
        var index = new ModuleIndex(
            "kernel/a/virtio_pci.ko.xz: kernel/a/virtio_ring.ko.xz kernel/a/virtio.ko.xz\nkernel/a/virtio_ring.ko.xz: kernel/a/virtio.ko.xz\nkernel/a/virtio.ko.xz:\nkernel/f/ext4.ko: kernel/f/jbd2.ko\nkernel/f/jbd2.ko:\nkernel/c/crc32c-intel.ko:\n",
            "kernel/fuse.ko\n", "softdep ext4 pre: crc32c\n", "alias crc32c crc32c-intel\nalias other fuse\n");
        Assert.Equal(["kernel/a/virtio.ko.xz", "kernel/a/virtio_ring.ko.xz", "kernel/a/virtio_pci.ko.xz"], index.FilesOf("virtio-pci"));
        Assert.Equal(["kernel/c/crc32c-intel.ko", "kernel/f/jbd2.ko", "kernel/f/ext4.ko"], index.FilesOf("ext4"));
        Assert.Empty(index.FilesOf("fuse")!);
        Assert.Null(index.FilesOf("virtiofs"));
        Assert.True(index.Lacks("virtiofs"));
        Assert.False(new ModuleIndex("").Lacks("virtiofs")); // nobody knows what is built in
    }

    [Fact]
    public void The_parts_are_a_kernel_and_an_archive_that_cpio_unpacks()
    {
        var image = Directory.CreateDirectory(_temp["image"]).FullName;
        File.WriteAllBytes($"{image}/vmlinuz", FakeKernel.Vmlinuz("6.1-x", FakeKernel.Vmlinux()));
        _temp.File("image/lib/modules/6.1-x/modules.dep", "kernel/virtiofs.ko: kernel/fuse.ko\nkernel/fuse.ko:\nkernel/net.ko:\n");
        foreach (var module in new[] { "virtiofs", "fuse", "net" })
            File.WriteAllBytes(_temp.File($"image/lib/modules/6.1-x/kernel/{module}.ko"), FakeKernel.Vmlinux(says: module));
        var into = Directory.CreateDirectory(_temp["into"]).FullName;
        using (var tree = new FileTree(image))
            KernelParts.Write(tree, new("vmlinuz", "6.1-x", "lib/modules/6.1-x"), "# list\nfirst virtiofs\nnetwork net\nlater none\n", into);

        Assert.Equal(FakeKernel.Vmlinux(), File.ReadAllBytes($"{into}/vmlinux"));
        using var cpio = Process.Start(new ProcessStartInfo("cpio", ["-i", "--quiet", "-F", $"{into}/modules.cpio"]) { WorkingDirectory = into })!;
        cpio.WaitForExit();
        Assert.Equal(0, cpio.ExitCode);
        Assert.Equal("first /lib/modules/6.1-x/fuse.ko\nfirst /lib/modules/6.1-x/virtiofs.ko\nnetwork /lib/modules/6.1-x/net.ko\n", File.ReadAllText($"{into}/modules"));
        Assert.Equal(FakeKernel.Vmlinux(says: "fuse"), File.ReadAllBytes($"{into}/lib/modules/6.1-x/fuse.ko"));
    }

    [Fact]
    public void A_kernel_without_the_drivers_of_a_VM_is_refused_by_name()
    {
        _temp.File("lib/modules/6/modules.dep", "kernel/net.ko:\n");
        _temp.File("lib/modules/6/modules.builtin", "kernel/fuse.ko\n");
        using var tree = new FileTree(_temp.Path);
        Assert.Contains("no virtiofs", Samples.Refused(() => KernelParts.ModulesOf(tree, "lib/modules/6", "first virtiofs\n")).Message);
        Assert.Empty(KernelParts.ModulesOf(tree, "lib/modules/6", "disks virtio_blk\nfirst fuse\n")!);
    }

    [Fact]
    public void A_kernel_to_add_is_found_where_packages_and_builds_have_it()
    {
        var image = FakeKernel.Vmlinuz("6.5", FakeKernel.Vmlinux());
        File.WriteAllBytes(_temp.File("deb/boot/vmlinuz-6.5"), image);
        _temp.Folder("deb/usr/lib/modules/6.5");
        File.WriteAllBytes(_temp.File("elf/vmlinux"), FakeKernel.Vmlinux());
        _temp.Folder("mods/6.5");

        Assert.Equal(new(_temp["deb/boot/vmlinuz-6.5"], "6.5", _temp["deb/usr/lib/modules/6.5"], "local"), KernelInput.Read(_temp["deb"], null, "/nonexistent"));
        Assert.Equal(new(_temp["elf/vmlinux"], "6.1.2-x", null, "local"), KernelInput.Read(_temp["elf"], null, "/nonexistent"));
        Assert.Equal(_temp["mods/6.5"], KernelInput.Read(_temp["deb/boot/vmlinuz-6.5"], _temp["mods"], "/nonexistent").Modules);
        Assert.Contains("no modules of 6.5", Samples.Refused(() => KernelInput.Read(_temp["deb"], _temp["elf"], "/nonexistent")).Message);
        Assert.Contains("has no kernel", Samples.Refused(() => KernelInput.Read(_temp["mods"], null, "/nonexistent")).Message);
        Assert.Contains("there is no", Samples.Refused(() => KernelInput.Read(_temp["none"], null, "/nonexistent")).Message);
        File.WriteAllBytes(_temp.File("deb/boot/vmlinuz-6.6"), image);
        Assert.Contains("has 2 kernels", Samples.Refused(() => KernelInput.Read(_temp["deb"], null, "/nonexistent")).Message);
    }

    public void Dispose() => _temp.Dispose();
}
