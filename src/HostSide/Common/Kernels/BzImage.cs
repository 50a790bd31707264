using System.Buffers.Binary;
using System.Text;
using Dkvm.Contract;

namespace Dkvm.HostSide.Kernels;

/// <summary>A vmlinuz of x86: Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header".</summary>
public static class BzImage
{
    /// <summary>In bytes: no kernel comes near, and memory is taken for it.</summary>
    public const int MostBytes = 256 << 20;

    /// <summary>The header and the release's name lie in the real-mode part, at most 64 sectors.</summary>
    public const int SetupBytes = 64 << 10;

    private const int PvhEntry = 18; // XEN_ELFNOTE_PHYS32_ENTRY
    private const int LeastProtocol = 0x208;

    /// <summary>The kernel's release, as uname -r gives it.</summary>
    /// <exception cref="DkvmException">It is no such file.</exception>
    public static string Release(ReadOnlySpan<byte> image, string name)
    {
        CheckHeader(image, name);
        var at = Word(image, 0x20E) + 0x200;
        var text = at < image.Length ? image[at..Math.Min(at + 256, image.Length)] : [];
        var end = text.IndexOfAny((byte)' ', (byte)0);
        var release = Encoding.ASCII.GetString(end > 0 ? text[..end] : []);
        return KernelChoice.IsName(release) ? release : throw new DkvmException($"{name} does not say which release it is", remedy: "is it a vmlinuz of x86-64?");
    }

    /// <summary>The ELF kernel in it.</summary>
    /// <returns>Null where it cannot be had, or not be entered by QEMU as it is: then the guest has to unpack the vmlinuz itself.</returns>
    /// <exception cref="DkvmException">It is no such file, or the program that decompresses it is missing.</exception>
    public static byte[]? Vmlinux(byte[] image, string name)
    {
        CheckHeader(image, name);
        var sectors = image[0x1F1] is 0 ? 4 : image[0x1F1];
        var start = (long)(sectors + 1) * 512 + BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(0x248));
        var length = BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(0x24C));
        if (length <= 4 || start + length > image.Length)
            throw new DkvmException($"{name} is cut off: its kernel ends at byte {start + length} of {image.Length}", remedy: "get the file again");
        // The four bytes after the compressed stream are the size of what comes out.
        var packed = image.AsSpan((int)start, (int)length - 4).ToArray();
        var kernel = Decompressor.Unpack(packed, name, MostBytes);
        return kernel is not null && HasPvhEntry(kernel) ? kernel : null;
    }

    /// <summary>QEMU enters an ELF kernel by PVH, at the address in a note (xen/interface/elfnote.h).</summary>
    public static bool HasPvhEntry(ReadOnlySpan<byte> elf)
    {
        if (elf.Length < 64 || !elf.StartsWith("\u007FELF\u0002"u8))
            return false;
        var table = BinaryPrimitives.ReadInt64LittleEndian(elf[0x20..]);
        int size = Word(elf, 0x36), count = Word(elf, 0x38);
        for (var i = 0; i < count; i++)
        {
            var at = table + (long)i * size;
            if (at < 0 || size < 56 || at + size > elf.Length)
                return false;
            var header = elf[(int)at..];
            if (BinaryPrimitives.ReadInt32LittleEndian(header) != 4) // PT_NOTE
                continue;
            long from = BinaryPrimitives.ReadInt64LittleEndian(header[8..]), bytes = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
            if (from >= 0 && bytes >= 0 && from <= elf.Length - bytes && HasPvhNote(elf.Slice((int)from, (int)bytes)))
                return true;
        }
        return false;
    }

    private static bool HasPvhNote(ReadOnlySpan<byte> notes)
    {
        while (notes.Length >= 12)
        {
            long name = BinaryPrimitives.ReadUInt32LittleEndian(notes), value = BinaryPrimitives.ReadUInt32LittleEndian(notes[4..]);
            var kind = BinaryPrimitives.ReadUInt32LittleEndian(notes[8..]);
            if (kind == PvhEntry && notes[12..].StartsWith("Xen\0"u8))
                return true;
            var length = 12 + (name + 3 & ~3L) + (value + 3 & ~3L);
            if (length > notes.Length)
                return false;
            notes = notes[(int)length..];
        }
        return false;
    }

    private static void CheckHeader(ReadOnlySpan<byte> image, string name)
    {
        if (image.Length < 0x268 || !image[0x202..].StartsWith("HdrS"u8) || Word(image, 0x206) < LeastProtocol)
            throw new DkvmException($"{name} is no Linux kernel for x86-64 (no bzImage of boot protocol 2.08 or later)", remedy: "give a vmlinuz, or a vmlinux");
    }

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
