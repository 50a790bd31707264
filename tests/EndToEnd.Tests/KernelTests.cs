using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>
/// Debian 13's generic kernel, added to the package's under a name of the tests' own, and images with Debian 12's: one that has
/// the kernel's modules, one whose modules are only in the kernel's own initrd.
/// </summary>
public sealed class OtherKernels(Engine engine) : IAsyncLifetime
{
    public const string Own = "dkvm-test/kernel", OwnInitrd = "dkvm-test/kernel-initrd";

    private const string MakeImages = """
        set -eu
        deb=$(ls "$1"/kernels/linux-image-6.1.*.deb) work=$2
        rm -rf "$work" && mkdir -p "$work/deb" "$work/initrd/usr/lib"
        dpkg-deb -x "$deb" "$work/deb"
        release=$(ls "$work/deb/lib/modules")
        depmod -b "$work/deb" "$release"
        cd "$work"
        printf 'FROM %s\nCOPY deb/boot /boot\nCOPY deb/lib/modules /lib/modules\nRUN ln -s "boot/vmlinuz-%s" /vmlinuz\n' "$3" "$release" > Dockerfile
        docker build -q -t "$4" .
        ln -s usr/lib initrd/lib
        mkdir -p "initrd/lib/modules/$release"
        cp deb/lib/modules/$release/modules.* "initrd/lib/modules/$release"
        for part in drivers/virtio drivers/char drivers/block drivers/net drivers/acpi drivers/input fs/fuse net/core lib crypto; do
            mkdir -p "initrd/lib/modules/$release/kernel/$(dirname $part)"
            cp -a "deb/lib/modules/$release/kernel/$part" "initrd/lib/modules/$release/kernel/$part" 2>/dev/null || true
        done
        printf '#!/bin/sh\n' > initrd/init
        chmod 755 initrd/init
        (cd initrd && find . | cpio --quiet -o -H newc | gzip) > initrd.img
        cp deb/boot/vmlinuz-* vmlinuz
        printf 'FROM %s\nCOPY vmlinuz /boot/vmlinuz-virt\nCOPY initrd.img /boot/initramfs-virt\n' "$3" > Dockerfile
        docker build -q -t "$5" .
        """;

    private static readonly TimeSpan Within = TimeSpan.FromMinutes(10);

    private string Distribution { get; } = $"test-{Guid.NewGuid():N}"[..12];

    public string Added => $"{Distribution}/generic";

    /// <summary>The .deb file.</summary>
    public string Package { get; private set; } = "";

    private readonly HashSet<string> _before = [.. MadeReady()];

    private string Work => $"{engine.Folder}-kernels";

    public async Task InitializeAsync()
    {
        Package = (await Harness.Program.Run(Repository.Script("kernel-deb.sh"), ["linux-image-amd64"], Within)).Successful().Text;
        var debs = (await Harness.Program.Run(Repository.Script("debs.sh"), [], Within)).Successful().Text;
        (await Harness.Program.Run(
            "/bin/sh", ["-c", MakeImages, "sh", debs, Work, Image.Debian, Own, OwnInitrd], Within,
            environment: new Dictionary<string, string> { ["DOCKER_HOST"] = engine.Socket, ["DOCKER_BUILDKIT"] = "0" })).Successful();
        var added = (await Ctl("add", Package, "--as", Added)).Successful();
        Assert.Contains($"added       {Added}", added.Output);
    }

    public async Task DisposeAsync()
    {
        (await Ctl("remove", Added)).Successful();
        await engine.Docker.Do("rmi", "-f", Own, OwnInitrd);
        Directory.Delete(Work, recursive: true);
        foreach (var made in MadeReady().Where(m => !_before.Contains(m)))
            Directory.Delete(made, recursive: true);
    }

    /// <summary>Kernels of images, which a host keeps.</summary>
    private static string[] MadeReady() =>
        Directory.Exists("/var/lib/dkvm/image-kernels") ? Directory.GetDirectories("/var/lib/dkvm/image-kernels") : [];

    internal static Task<Finished> Ctl(params string[] arguments) =>
        Harness.Program.Run($"{Repository.Package}/bin/dkvmctl", ["kernel", .. arguments], Within);

    internal static IEnumerable<string> Shipped =>
        from folder in Directory.GetDirectories($"{Repository.Package}/current/kernels/debian").Order()
        where new DirectoryInfo(folder).LinkTarget is null
        select Path.GetFileName(folder);
}

/// <summary>Which kernel a VM has, and what it can do with its modules.</summary>
public sealed class KernelTests(Engine engine, OtherKernels other) : EngineTest(engine), IClassFixture<OtherKernels>
{
    /// <summary>Says its release, and proves by a device that a module was found, and that it fits.</summary>
    private const string UseModule = "uname -r; modprobe dummy && grep -o '^dummy' /proc/modules; ls /lib/modules";

    public static TheoryData<string> Shipped => [.. OtherKernels.Shipped];

    [Fact]
    public void Debian_12s_kernel_is_shipped_beside_Debian_13s() =>
        Assert.Equal(["6.1", "6.12"], OtherKernels.Shipped.Select(k => string.Join('.', k.Split('.')[..2])));

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task Each_shipped_kernel_boots_and_its_modules_are_there_in_both_ways(string release)
    {
        foreach (var all in new[] { "0", "1" })
        {
            var run = (await Docker.Run(Runtime.Dkvm, "--privileged", "-e", $"DKVM_KERNEL=debian/{release}", "-e", $"DKVM_KERNEL_MOUNT_LIB_MODULES={all}",
                "--entrypoint", "sh", Image.Systemd, "-c", UseModule)).Successful();
            Assert.Equal([release, "dummy", release], run.Text.Split('\n'));
        }
    }

    [Fact]
    public async Task A_generic_kernel_that_was_added_boots_with_disks_network_and_modules()
    {
        var run = (await Docker.Run(Runtime.Dkvm, "--privileged", "-e", $"DKVM_KERNEL={other.Added}", "-e", "DKVM_DISKS=ext4,64m,/disk.img,/disk",
            "--entrypoint", "sh", Image.Systemd, "-c", $"{UseModule}; awk '$2 == \"/disk\" {{ print $3 }}' /proc/mounts; ls /sys/class/net")).Successful();

        var lines = run.Text.Split('\n');
        Assert.EndsWith("-amd64", lines[0]);
        Assert.DoesNotContain("cloud", lines[0]);
        Assert.Equal(["dummy", lines[0], "ext4"], lines[1..4]);
        Assert.Contains("eth0", lines);
        // Of a distribution the newest, without a version.
        Assert.Equal(lines[0], (await Docker.Run(Runtime.Dkvm, "-e", $"DKVM_KERNEL={other.Added.Split('/')[0]}", Image.Busybox, "uname", "-r")).Successful().Text);
    }

    [Fact]
    public async Task The_store_lists_every_kernel_and_keeps_what_is_the_packages_or_in_use()
    {
        var list = (await OtherKernels.Ctl("list")).Successful().Output;
        Assert.Matches($@"(?m)^{other.Added} +\d+ MiB   added, latest$", list);
        Assert.Matches($@"(?m)^debian/{System.Text.RegularExpressions.Regex.Escape(Kernels.Guest)} +\d+ MiB   of the package, latest, default$", list);

        var container = await Docker.Start(Runtime.Dkvm, "-e", $"DKVM_KERNEL={other.Added}", Image.Busybox, "sh", "-c", "echo READY; sleep 1000");
        await Docker.Says(container, "READY");
        var refused = (await OtherKernels.Ctl("remove", other.Added)).WithExitCode(1);
        Assert.Contains($"in use by container {container}", refused.Errors);
        Assert.Contains("is the package's", (await OtherKernels.Ctl("remove", $"debian/{Kernels.Guest}")).WithExitCode(1).Errors);
        Assert.Contains($"choose one of debian/{OtherKernels.Shipped.First()}", (await OtherKernels.Ctl("remove", "debian/5.0")).WithExitCode(1).Errors);
        Assert.Contains("already", (await OtherKernels.Ctl("add", other.Package, "--as", other.Added)).WithExitCode(1).Errors);
    }

    [Theory]
    [InlineData("debian/5.0")]
    [InlineData("gentoo")]
    public async Task An_unknown_kernel_is_an_error_that_lists_what_there_is(string name)
    {
        var errors = (await Docker.Run(Runtime.Dkvm, "-e", $"DKVM_KERNEL={name}", Image.Busybox, "true")).WithExitCode(125).Errors;
        Assert.Contains($"DKVM_KERNEL={name}", errors);
        foreach (var shipped in OtherKernels.Shipped)
            Assert.Contains($"debian/{shipped}", errors);
        Assert.Contains(other.Added, errors);
    }

    [Theory]
    [InlineData(OtherKernels.Own)]
    [InlineData(OtherKernels.OwnInitrd)]
    public async Task The_kernel_in_an_image_is_its_VMs_unless_an_option_says_otherwise(string image)
    {
        var release = OtherKernels.Shipped.First();
        var run = (await Docker.Run(Runtime.Dkvm, image, "sh", "-c", "uname -r; ls /sys/class/net; grep -c . /proc/modules")).Successful();
        Assert.Equal([release, "eth0", "lo"], run.Text.Split('\n')[..3]);
        Assert.Empty(run.Errors);
        Assert.Equal(Kernels.Guest, (await Docker.Run(Runtime.Dkvm, "-e", "DKVM_KERNEL=default", image, "uname", "-r")).Successful().Text);
    }

    [Fact]
    public async Task What_is_no_kernel_or_does_not_boot_is_not_added_and_leaves_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("dkvm-kernel-").FullName;
        try
        {
            var before = Directory.GetFileSystemEntries($"{Repository.Package}/kernels").Order();
            Assert.Contains("has no kernel", (await OtherKernels.Ctl("add", folder)).WithExitCode(1).Errors);
            await File.WriteAllTextAsync($"{folder}/vmlinuz", "no kernel");
            Assert.Contains("no Linux kernel", (await OtherKernels.Ctl("add", folder)).WithExitCode(1).Errors);
            var whole = await File.ReadAllBytesAsync($"{Repository.Package}/kernels/default/vmlinux");
            await File.WriteAllBytesAsync($"{folder}/vmlinux", whole[..(whole.Length * 9 / 10)]);
            var refused = (await OtherKernels.Ctl("add", folder, "--as", "broken")).WithExitCode(1).Errors;
            Assert.Contains("--- QEMU ---", refused);
            Assert.Contains("the kernel was not added", refused);
            Assert.Equal(before, Directory.GetFileSystemEntries($"{Repository.Package}/kernels").Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    [Trait("Category", "Soak")]
    public async Task Each_shipped_kernel_boots_twenty_times_in_a_row(string release)
    {
        for (var i = 0; i < 20; i++)
            Assert.Equal(release, (await Docker.Run(
                Runtime.Dkvm, "-e", $"DKVM_KERNEL=debian/{release}", "-e", "DKVM_START=cold", Image.Busybox, "uname", "-r")).Successful().Text);
    }
}
