using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>finit_module(2).</summary>
public static partial class Module
{
    private const int SYS_finit_module = 313;

    private const int MODULE_INIT_COMPRESSED_FILE = 4;
    private const int AT_FDCWD = -100;

    /// <summary>Loads a module; its dependencies have to be there already.</summary>
    /// <param name="folder">A descriptor that the path starts at.</param>
    /// <param name="path">Of an ELF file, or one compressed in the way that the kernel was built for.</param>
    /// <param name="compressed">Which of the two.</param>
    /// <returns>0, or minus errno, such as EEXIST where it is loaded already.</returns>
    public static int TryLoad(string path, bool compressed, int folder = AT_FDCWD)
    {
        var fd = FileNode.TryOpenAt(folder, path, Descriptor.ReadOnly);
        if (fd < 0)
            return fd;
        var result = syscall(SYS_finit_module, fd, "", compressed ? MODULE_INIT_COMPRESSED_FILE : 0) < 0 ? -Marshal.GetLastPInvokeError() : 0;
        Descriptor.Close(fd);
        return result;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint fd, string parameters, nint flags);
}
