using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Dkvm.Linux;

/// <summary>getdents64(2).</summary>
public static partial class FolderListing
{
    private const int O_DIRECTORY = 0x10000;
    private const int LengthAt = 16;
    private const int NameAt = 19;

    /// <returns>The names in a folder without "." and ".."; none where it cannot be read.</returns>
    public static List<string> Names(int at, string path)
    {
        var names = new List<string>();
        var folder = FileNode.TryOpenAt(at, path, Descriptor.ReadOnly | O_DIRECTORY);
        if (folder < 0)
            return names;
        foreach (var name in ByteNames(folder))
            names.Add(Encoding.UTF8.GetString(name.AsSpan()[..^1]));
        Descriptor.Close(folder);
        return names;
    }

    /// <param name="folder">A descriptor, at its beginning.</param>
    /// <returns>The names as they are, each with a 0 behind it.</returns>
    public static List<byte[]> ByteNames(int folder)
    {
        var names = new List<byte[]>();
        Span<byte> buffer = stackalloc byte[2048];
        for (int size; (size = Read(folder, buffer)) > 0;)
            for (var rest = buffer[..size]; rest.Length > 0;)
            {
                var length = BinaryPrimitives.ReadUInt16LittleEndian(rest[LengthAt..]);
                var name = rest[NameAt..length];
                name = name[..(name.IndexOf((byte)0) + 1)];
                if (!name.SequenceEqual(".\0"u8) && !name.SequenceEqual("..\0"u8))
                    names.Add(name.ToArray());
                rest = rest[length..];
            }
        return names;
    }

    private static unsafe int Read(int folder, Span<byte> into)
    {
        fixed (byte* p = into)
            return (int)getdents64(folder, p, (nuint)into.Length);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint getdents64(int folder, byte* into, nuint size);
}
