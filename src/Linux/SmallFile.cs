using System.Text;

namespace Dkvm.Linux;

/// <summary>Whole small files, such as those of /proc and /sys, at the cost of their system calls.</summary>
public static class SmallFile
{
    private const int AT_FDCWD = -100;

    /// <returns>The content, or null where it cannot be opened or is longer than <paramref name="limit"/> bytes.</returns>
    public static string? TryRead(string path, int limit = 1 << 20, int at = AT_FDCWD)
    {
        var fd = FileNode.TryOpenAt(at, path, Descriptor.ReadOnly);
        if (fd < 0)
            return null;
        var content = new byte[4096];
        var held = 0;
        int n;
        while ((n = Descriptor.Read(fd, content.AsSpan(held))) > 0 && (held += n) <= limit)
            if (held == content.Length)
                Array.Resize(ref content, held * 2);
        Descriptor.Close(fd);
        return n < 0 || held > limit ? null : Encoding.UTF8.GetString(content, 0, held);
    }

    /// <returns>The first so many bytes of the content, or null where it cannot be read.</returns>
    public static string? TryReadStart(string path, int limit, int at = AT_FDCWD)
    {
        var fd = FileNode.TryOpenAt(at, path, Descriptor.ReadOnly);
        if (fd < 0)
            return null;
        var content = new byte[limit];
        var n = Descriptor.Read(fd, content);
        Descriptor.Close(fd);
        return n < 0 ? null : Encoding.UTF8.GetString(content, 0, n);
    }

    /// <summary>Writes to a file that exists, in one write(2).</summary>
    /// <returns>0, or minus errno.</returns>
    public static int TryWrite(string path, string content, int at = AT_FDCWD)
    {
        var fd = FileNode.TryOpenAt(at, path, Descriptor.WriteOnly);
        if (fd < 0)
            return fd;
        var n = Descriptor.Write(fd, Encoding.UTF8.GetBytes(content));
        Descriptor.Close(fd);
        return Math.Min(n, 0);
    }
}
