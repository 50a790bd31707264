using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>finit_module(2).</summary>
public static partial class Module
{
    private const int SYS_finit_module = 313;

    /// <summary>Loads a module from an uncompressed file; its dependencies have to be there already.</summary>
    /// <returns>0, or minus errno, such as EEXIST where it is loaded already.</returns>
    public static int TryLoad(int folder, string path)
    {
        var fd = FileNode.TryOpenAt(folder, path, Descriptor.ReadOnly);
        if (fd < 0)
            return fd;
        var result = syscall(SYS_finit_module, fd, "", 0) < 0 ? -Marshal.GetLastPInvokeError() : 0;
        Descriptor.Close(fd);
        return result;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint fd, string parameters, nint flags);
}
