using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Vm;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.ContainerSide.Qemu;

/// <summary>
/// The guest's first root for a kernel that the package does not have: archives one behind another, which the kernel
/// unpacks in their order, each file over one of the same name (early-userspace/buffer-format.rst). So /init is ours,
/// and of this package, whatever else there is.
/// </summary>
internal static class Initramfs
{
    private const string Initrd = "initrd", Modules = "modules.cpio";

    /// <summary>Each archive begins at a multiple of it.</summary>
    private const int Alignment = 4;

    /// <returns>A descriptor, the caller's to close; null where the kernel's folder has a whole one.</returns>
    /// <exception cref="HelperFailure">A part is missing.</exception>
    public static int? Join(string kernel, string guest = Paths.GuestArchive)
    {
        if (File.Exists($"{kernel}/initramfs"))
            return null;
        var whole = MemoryFile.Create("initramfs", 0);
        try
        {
            if (File.Exists($"{kernel}/{Initrd}"))
                Append($"{kernel}/{Initrd}", whole);
            Append(guest, whole);
            Append($"{kernel}/{Modules}", whole);
            return whole;
        }
        catch (Exception e) when (e is LinuxException or IOException)
        {
            Descriptor.Close(whole);
            throw new HelperFailure(VmActor.Qemu, $"the kernel's first root cannot be put together: {e.Message}");
        }
    }

    private static void Append(string file, int whole)
    {
        var part = Descriptor.Open(file, Descriptor.ReadOnly);
        var buffer = new byte[256 * 1024];
        int n;
        while ((n = Descriptor.Read(part, buffer)) > 0)
            if (!Descriptor.WriteAll(whole, buffer.AsSpan(0, n)))
            {
                n = -Errno.ENOSPC;
                break;
            }
        Descriptor.Close(part);
        if (n < 0)
            throw new LinuxException($"copy {file}", -n);
        var more = (int)(-Descriptor.TrySeek(whole, 0, Descriptor.FromHere) & (Alignment - 1));
        Descriptor.WriteAll(whole, stackalloc byte[more]);
    }
}
