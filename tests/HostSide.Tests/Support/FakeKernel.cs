using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Dkvm.Tests.HostSide.Support;

/// <summary>Files with a kernel's outside: what stands where is in boot.rst and elf(5).</summary>
internal static class FakeKernel
{
    /// <summary>An ELF file with a note that says where QEMU enters it, or with another.</summary>
    public static byte[] Vmlinux(bool pvh = true, string says = "Linux version 6.1.2-x (gcc)")
    {
        var elf = new byte[256];
        "\u007FELF\u0002"u8.CopyTo(elf);
        elf[0x20] = 64; // program headers
        elf[0x36] = 56;
        elf[0x38] = 1;
        elf[64] = 4; // PT_NOTE
        elf[64 + 8] = 128;
        elf[64 + 32] = 32;
        elf[128] = 4;
        elf[132] = 4;
        elf[136] = (byte)(pvh ? 18 : 17);
        "Xen\0"u8.CopyTo(elf.AsSpan(140));
        Encoding.ASCII.GetBytes(says).CopyTo(elf, 180);
        return elf;
    }

    /// <summary>A bzImage with a kernel in it, compressed by gzip.</summary>
    public static byte[] Vmlinuz(string release, byte[] kernel)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(kernel);
        var image = new byte[1024 + packed.Length + 4];
        image[0x1F1] = 1;
        "HdrS"u8.CopyTo(image.AsSpan(0x202));
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x206), 0x20F);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x20E), 0x100);
        Encoding.ASCII.GetBytes($"{release} (somebody) #1 SMP\0").CopyTo(image, 0x300);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(0x24C), (int)packed.Length + 4);
        packed.ToArray().CopyTo(image, 1024);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(image.Length - 4), kernel.Length);
        return image;
    }
}
