using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>Copies between files of which most is holes: lseek(2), SEEK_DATA and SEEK_HOLE.</summary>
public static partial class SparseFile
{
    private const int SEEK_DATA = 3;
    private const int SEEK_HOLE = 4;
    private const int PageSize = 4096;
    private const int HeadSize = 16;

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
        ForEachRun(from, (at, run) =>
        {
            if (Write(to, run, at) != run.Length)
                throw LinuxException.Last("pwrite");
            copied += run.Length;
        });
        return copied;
    }

    /// <summary>
    /// Copies what is no hole and no page of zeros into a file without holes, for those who copy holes as zeros:
    /// <code>
    /// | offset (u64) | length (u64) | length bytes … | … | size of the whole | 0 |       little-endian
    /// </code>
    /// </summary>
    /// <exception cref="LinuxException">It cannot be read or written.</exception>
    public static void Pack(int from, int to)
    {
        ForEachRun(from, (at, run) =>
        {
            WriteHead(to, at, run.Length);
            WriteAll(to, run);
        });
        WriteHead(to, lseek(from, 0, Descriptor.FromEnd), 0);
    }

    /// <summary>Copies what <see cref="Pack"/> has made back to where it was, in a file that is all holes.</summary>
    /// <returns>Whether it was whole, and of a file of the same size.</returns>
    /// <exception cref="LinuxException">It cannot be read or written.</exception>
    public static bool Unpack(int from, int to)
    {
        var size = lseek(to, 0, Descriptor.FromEnd);
        var buffer = new byte[256 * PageSize];
        Span<byte> head = stackalloc byte[HeadSize];
        for (long at = 0; Read(from, head, at) == HeadSize;)
        {
            at += HeadSize;
            var (offset, length) = (BinaryPrimitives.ReadInt64LittleEndian(head), BinaryPrimitives.ReadInt64LittleEndian(head[8..]));
            if (length == 0)
                return offset == size;
            if (length < 0 || length > buffer.Length || offset < 0 || offset > size - length)
                return false;
            var chunk = buffer.AsSpan(0, (int)length);
            if (Read(from, chunk, at) != chunk.Length)
                return false;
            if (Write(to, chunk, offset) != chunk.Length)
                throw LinuxException.Last("pwrite");
            at += length;
        }
        return false;
    }

    private delegate void OnRun(long at, ReadOnlySpan<byte> run);

    /// <summary>Each stretch of pages that are neither holes nor zeros, as long as it is in one read.</summary>
    private static void ForEachRun(int from, OnRun onRun)
    {
        var buffer = new byte[256 * PageSize];
        for (var (start, end) = Data(from, 0); start >= 0; (start, end) = Data(from, end))
            for (var at = start; at < end;)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at));
                if (Read(from, chunk, at) != chunk.Length)
                    throw LinuxException.Last("pread");
                for (var page = 0; page < chunk.Length; page += PageSize)
                {
                    var first = page;
                    while (page < chunk.Length && chunk[page..Math.Min(page + PageSize, chunk.Length)].IndexOfAnyExcept((byte)0) >= 0)
                        page += PageSize;
                    if (page > first)
                        onRun(at + first, chunk[first..Math.Min(page, chunk.Length)]);
                }
                at += chunk.Length;
            }
    }

    private static void WriteHead(int to, long offset, long length)
    {
        Span<byte> head = stackalloc byte[HeadSize];
        BinaryPrimitives.WriteInt64LittleEndian(head, offset);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], length);
        WriteAll(to, head);
    }

    private static void WriteAll(int to, ReadOnlySpan<byte> bytes)
    {
        if (!Descriptor.WriteAll(to, bytes))
            throw new LinuxException("write", Errno.ENOSPC);
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
