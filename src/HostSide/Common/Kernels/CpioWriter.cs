using System.Globalization;
using System.Text;

namespace Dkvm.HostSide.Kernels;

/// <summary>An archive as the kernel unpacks it into its first root: format newc, Documentation/driver-api/early-userspace/buffer-format.rst.</summary>
public sealed class CpioWriter
{
    private const int Folder = 0x41ED; // drwxr-xr-x
    private const int File = 0x81A4; // -rw-r--r--

    private readonly MemoryStream _archive = new();
    private int _inode;

    public void AddFolder(string path) => Add(path, Folder, []);

    /// <param name="path">Without a slash at its beginning; its folders were added before.</param>
    public void AddFile(string path, ReadOnlySpan<byte> content) => Add(path, File, content);

    /// <summary>The whole archive; nothing can be added any more.</summary>
    public byte[] Finish()
    {
        Add("TRAILER!!!", 0, []);
        return _archive.ToArray();
    }

    private void Add(string path, int mode, ReadOnlySpan<byte> content)
    {
        var name = Encoding.UTF8.GetBytes(path + "\0");
        // Magic, inode, mode, uid, gid, links, mtime, size, device's and node's numbers, length of the name, checksum.
        int[] fields = [++_inode, mode, 0, 0, 1, 0, content.Length, 0, 0, 0, 0, name.Length, 0];
        var header = new StringBuilder("070701");
        foreach (var field in fields)
            header.Append(CultureInfo.InvariantCulture, $"{field:X8}");
        _archive.Write(Encoding.ASCII.GetBytes(header.ToString()));
        _archive.Write(name);
        Pad();
        _archive.Write(content);
        Pad();
    }

    private void Pad() => _archive.Write(stackalloc byte[(int)(-_archive.Length & 3)]);
}
