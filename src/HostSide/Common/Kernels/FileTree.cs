using System.Text;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Kernels;

/// <summary>Regular files below a root whose content nobody vouches for: no link leads out of it, and no pipe or device is opened.</summary>
public sealed class FileTree : IDisposable
{
    private readonly int _root;

    /// <exception cref="LinuxException">There is no such folder.</exception>
    public FileTree(string root) => _root = FileNode.Locate(root);

    /// <returns>Null where there is no such file.</returns>
    public FileStamp? Stamp(string path)
    {
        var fd = Open(path);
        if (fd < 0)
            return null;
        var stamp = FileStamp.Of(fd);
        Descriptor.Close(fd);
        return stamp;
    }

    /// <returns>Null where there is no such file.</returns>
    /// <exception cref="DkvmException">It is longer than that, or cannot be read.</exception>
    public byte[]? Read(string path, int most) => Read(path, size => size <= most ? size : throw new DkvmException($"{path} is longer than {most >> 20} MiB"));

    /// <returns>So many bytes, or as many as there are; null where there is no such file.</returns>
    /// <exception cref="DkvmException">It cannot be read.</exception>
    public byte[]? ReadStart(string path, int bytes) => Read(path, size => Math.Min(size, bytes));

    private byte[]? Read(string path, Func<long, long> sizeOf)
    {
        var fd = Open(path);
        if (fd < 0)
            return null;
        try
        {
            var content = new byte[sizeOf(FileStamp.Of(fd).Size)];
            for (int held = 0, n; held < content.Length; held += n)
                if ((n = Descriptor.Read(fd, content.AsSpan(held))) <= 0)
                    throw new DkvmException($"{path} cannot be read ({(n < 0 ? Errno.Name(-n) : "it is being written to")})");
            return content;
        }
        finally
        {
            Descriptor.Close(fd);
        }
    }

    public string? ReadText(string path, int most) => Read(path, most) is { } content ? Encoding.UTF8.GetString(content) : null;

    public void Dispose() => Descriptor.Close(_root);

    private int Open(string path)
    {
        var fd = FileNode.TryOpenInRoot(_root, path, Descriptor.ReadOnly | Descriptor.NonBlocking | Descriptor.NoControllingTerminal);
        if (fd < 0 || FileStamp.Of(fd).IsRegular)
            return fd;
        Descriptor.Close(fd);
        return -Errno.ENOENT;
    }
}
