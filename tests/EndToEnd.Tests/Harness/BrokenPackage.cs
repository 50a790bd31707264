using System.Text.RegularExpressions;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>
/// A copy of the package with kernels that do not work, as the engine's runtime "broken": <c>DKVM_KERNEL=broken/…</c>.
/// Its guest has less time to come up than the package's.
/// </summary>
public sealed partial class BrokenPackage(Engine engine) : IAsyncLifetime
{
    public string Runtime => "broken";

    /// <summary>No ELF file at all.</summary>
    public const string Garbage = "broken/garbage";

    /// <summary>The first half of one.</summary>
    public const string Truncated = "broken/truncated";

    /// <summary>Boots, and then its init does nothing for ever.</summary>
    public const string Silent = "broken/silent";

    /// <summary>Speaks the protocols, and misbehaves as DKVM_KERNEL_APPEND=hostile=MODE says (Faults/Hostile/guest.c).</summary>
    public const string Hostile = "broken/hostile";

    internal static readonly TimeSpan BootTimeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    private const string Script = """
        set -eu
        from=$(realpath "$1/bin/dkvm") from=${from%/bin/dkvm} to=$2
        rm -rf "$to"
        cp -al "$from" "$to" 2>/dev/null || { rm -rf "$to"; cp -a "$from" "$to"; }
        kernels=$to/rootfs/usr/share/dkvm/kernels
        default=$(realpath "$kernels/default")
        mkdir -p "$kernels/broken/garbage" "$kernels/broken/truncated" "$kernels/broken/silent" "$kernels/broken/hostile"
        ln "$default/initramfs" "$kernels/broken/garbage/"
        ln "$default/initramfs" "$kernels/broken/truncated/"
        ln "$default/vmlinux" "$kernels/broken/silent/"
        ln "$default/vmlinux" "$kernels/broken/hostile/"
        head -c 100000 /dev/urandom > "$kernels/broken/garbage/vmlinux"
        head -c $(($(stat -c %s "$default/vmlinux") / 2)) "$default/vmlinux" > "$kernels/broken/truncated/vmlinux"
        cd "$kernels/broken/silent"
        echo '#include <unistd.h>
              int main(void) { for (;;) pause(); }' | gcc -static -x c -o init -
        echo init | cpio --quiet -o -H newc > initramfs
        rm init
        cd "$kernels/broken/hostile"
        gcc -static -O1 -w -o init "$3"
        echo init | cpio --quiet -o -H newc > initramfs
        rm init "$to/rootfs/etc/dkvm/dkvm.conf"
        """;

    internal string Folder => $"{engine.Folder}-package";

    public async Task InitializeAsync()
    {
        (await Program.Run("/bin/sh", ["-c", Script, "sh", Repository.Package, Folder, $"{Repository.Root}/tests/EndToEnd.Tests/Faults/Hostile/guest.c"], Within)).Successful();
        var settings = await File.ReadAllTextAsync($"{Repository.Package}/rootfs/etc/dkvm/dkvm.conf");
        var shorter = BootTimeoutSetting().Replace(settings, $"$1= {BootTimeout.TotalSeconds}s");
        Assert.NotEqual(settings, shorter);
        await File.WriteAllTextAsync($"{Folder}/rootfs/etc/dkvm/dkvm.conf", shorter);
        await engine.SetRuntime(Runtime, $"{Folder}/bin/dkvm");
    }

    public async Task DisposeAsync()
    {
        await engine.SetRuntime(Runtime, path: null);
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>kvm = 20s, tcg = 90s in boot-timeout.</summary>
    [GeneratedRegex(@"^(\s*(?:kvm|tcg)\s*)=\s*\d+s\s*$", RegexOptions.Multiline)]
    private static partial Regex BootTimeoutSetting();
}
