using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>Copies between files of which most is holes: lseek(2), SEEK_DATA and SEEK_HOLE.</summary>
public static partial class SparseFile
{
    private const int SEEK_DATA = 3;
    private const int SEEK_HOLE = 4;
    private const int PageSize = 4096;

    /// <summary>Copies what is no hole to the same offsets, within the kernel (sendfile(2)).</summary>
    /// <returns>Bytes copied.</returns>
    public static long Copy(int from, int to)
    {
        var copied = 0L;
        for (var (start, end) = Data(from, 0); start >= 0; (start, end) = Data(from, end))
        {
            if (lseek(to, start, 0) < 0)
                throw LinuxException.Last("lseek");
            for (var at = start; at < end;)
            {
                var n = sendfile(to, from, ref at, (nuint)(end - at));
                if (n <= 0)
                    throw LinuxException.Last("sendfile");
                copied += n;
            }
        }
        return copied;
    }

    /// <summary>As <see cref="Copy"/>, and pages of zeros become holes too.</summary>
    /// <returns>Bytes copied.</returns>
    public static long CopyWithoutZeros(int from, int to)
    {
        var copied = 0L;
        var buffer = new byte[256 * PageSize];
        for (var (start, end) = Data(from, 0); start >= 0; (start, end) = Data(from, end))
            for (var at = start; at < end;)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at));
                if (Read(from, chunk, at) != chunk.Length)
                    throw LinuxException.Last("pread");
                for (var page = 0; page < chunk.Length; page += PageSize)
                {
                    var content = chunk[page..Math.Min(page + PageSize, chunk.Length)];
                    if (content.IndexOfAnyExcept((byte)0) < 0)
                        continue;
                    if (Write(to, content, at + page) != content.Length)
                        throw LinuxException.Last("pwrite");
                    copied += content.Length;
                }
                at += chunk.Length;
            }
        return copied;
    }

    /// <returns>Bytes of a file that are no holes.</returns>
    public static long DataSize(string path)
    {
        var file = Descriptor.Open(path, Descriptor.ReadOnly);
        var bytes = 0L;
        for (var (start, end) = Data(file, 0); start >= 0; (start, end) = Data(file, end))
            bytes += end - start;
        Descriptor.Close(file);
        return bytes;
    }

    /// <returns>The next stretch of data from an offset on; (-1, -1) where there is none.</returns>
    private static (long Start, long End) Data(int fd, long from)
    {
        var start = lseek(fd, from, SEEK_DATA);
        return start < 0 ? (-1, -1) : (start, lseek(fd, start, SEEK_HOLE));
    }

    private static unsafe nint Read(int fd, Span<byte> into, long at)
    {
        fixed (byte* p = into)
            return pread(fd, p, (nuint)into.Length, at);
    }

    private static unsafe nint Write(int fd, ReadOnlySpan<byte> from, long at)
    {
        fixed (byte* p = from)
            return pwrite(fd, p, (nuint)from.Length, at);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(int fd, long offset, int whence);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendfile(int to, int from, ref long offset, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint pread(int fd, byte* buffer, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint pwrite(int fd, byte* buffer, nuint count, long offset);
}
