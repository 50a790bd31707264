using System.Diagnostics;
using System.Text;

namespace Dkvm.Tests.GuestSide.Machine;

/// <summary>
/// The installed package, whose QEMU, virtiofsd and kernel boot the machines. DKVM_PACKAGE names another folder than
/// /opt/dkvm; DKVM_GUEST names a dkvm-guest to test instead of the one in the package's initramfs.
/// </summary>
internal static class Package
{
    private static readonly Lazy<string> InitramfsFile = new(MakeInitramfs);

    public static string Folder => Environment.GetEnvironmentVariable("DKVM_PACKAGE") ?? "/opt/dkvm";

    private static string Root => Path.Combine(Folder, "rootfs");

    private static string KernelFolder => Path.Combine(Folder, "kernels/default");

    public static string Kernel => Path.Combine(KernelFolder, "vmlinux");

    /// <summary>Where QEMU looks for its firmware, which Debian has in a folder of its own.</summary>
    public static IEnumerable<string> QemuData => [Path.Combine(Root, "usr/share/qemu"), Path.Combine(Root, "usr/share/seabios")];

    public static string Initramfs => InitramfsFile.Value;

    /// <summary>A program of the package's root, which has its own libraries.</summary>
    public static Process Start(string program, params IEnumerable<string> arguments) => Start(CommandLine(program, arguments));

    /// <summary>The same in a network of its own, where "tap0" is there for it and the host's address is what is said.</summary>
    public static Process StartBeside(string address, string program, params IEnumerable<string> arguments) => Start(
        [
            "unshare", "--net", "/bin/sh", "-ec",
            $"ip tuntap add tap0 mode tap; ip address add {address} dev tap0; ip link set tap0 up; exec \"$@\"", "sh", .. CommandLine(program, arguments),
        ]);

    private static Process Start(string[] command) =>
        Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;

    private static string[] CommandLine(string program, IEnumerable<string> arguments)
    {
        if (!File.Exists(Path.Combine(Root, program)))
            throw new FileNotFoundException($"there is no package at {Folder}: run build/package.sh", program);
        var libraries = $"{Root}/lib/x86_64-linux-gnu:{Root}/usr/lib/x86_64-linux-gnu";
        return [$"{Root}/lib64/ld-linux-x86-64.so.2", "--library-path", libraries, Path.Combine(Root, program), .. arguments];
    }

    /// <summary>The kernel unpacks archives that follow each other; a later /init replaces an earlier one.</summary>
    private static string MakeInitramfs()
    {
        var packaged = Path.Combine(KernelFolder, "initramfs");
        if (Environment.GetEnvironmentVariable("DKVM_GUEST") is not { Length: > 0 } guest)
            return packaged;
        var file = Path.Combine(Path.GetTempPath(), $"dkvm-initramfs-{Environment.ProcessId}");
        using var into = File.Create(file);
        into.Write(File.ReadAllBytes(packaged));
        WriteEntry(into, "init", mode: 0x81ED, File.ReadAllBytes(guest));
        WriteEntry(into, "TRAILER!!!", mode: 0, []);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(file);
        return file;
    }

    /// <summary>The "newc" form: Documentation/driver-api/early-userspace/buffer-format.rst.</summary>
    private static void WriteEntry(Stream into, string name, int mode, byte[] content)
    {
        int[] fields = [1, mode, 0, 0, 1, 0, content.Length, 0, 0, 0, 0, name.Length + 1, 0];
        into.Write(Encoding.ASCII.GetBytes("070701" + string.Concat(fields.Select(f => f.ToString("X8"))) + name + '\0'));
        Pad(into);
        into.Write(content);
        Pad(into);
    }

    private static void Pad(Stream into)
    {
        while (into.Position % 4 != 0)
            into.WriteByte(0);
    }
}
