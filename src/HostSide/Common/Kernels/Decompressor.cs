using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Kernels;

/// <summary>
/// Decompresses by the host's own programs. What they read may come from an image, so they run as nobody, and neither time
/// nor output is without limit.
/// </summary>
public static class Decompressor
{
    private const uint Nobody = 65534;
    private const int SecondsOfProcessor = 120;

    /// <summary>setrlimit(2), include/uapi/asm-generic/resource.h.</summary>
    private const int RLIMIT_CPU = 0, RLIMIT_FSIZE = 1;

    private static readonly (byte[] Magic, string Package, string[] Command)[] Known =
    [
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd", ["zstd", "-dcq"]),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz-utils", ["xz", "-dcq", "--single-stream"]),
        ([0x5D, 0, 0], "xz-utils", ["xz", "-dcq", "--format=lzma"]),
        ([0x1F, 0x8B], "gzip", ["gzip", "-dcq"]),
        ([0x02, 0x21, 0x4C, 0x18], "lz4", ["lz4", "-dcq"]),
        ([0x42, 0x5A, 0x68], "bzip2", ["bzip2", "-dcq"]),
    ];

    /// <param name="packed">Compressed, or an ELF file.</param>
    /// <param name="name">For errors.</param>
    /// <param name="most">The most bytes that may come out.</param>
    /// <returns>Null where the compression is unknown.</returns>
    /// <exception cref="DkvmException">The program is missing, or says that the content is damaged.</exception>
    public static byte[]? Unpack(byte[] packed, string name, int most)
    {
        if (packed.AsSpan().StartsWith("\u007FELF"u8))
            return packed;
        var found = Array.FindIndex(Known, k => packed.AsSpan().StartsWith(k.Magic));
        return found < 0 ? null : Run(Known[found].Command, Known[found].Package, packed, name, most);
    }

    private static byte[] Run(string[] command, string package, byte[] packed, string name, int most)
    {
        var from = MemoryFile.Of("packed", packed);
        var to = MemoryFile.Create("unpacked", 0);
        var silent = Descriptor.Open("/dev/null", Descriptor.ReadWrite);
        try
        {
            Descriptor.TrySeek(from, 0, Descriptor.FromStart);
            var child = Spawner.Start(new SpawnRequest
            {
                Arguments = command,
                Environment = ["PATH=/usr/local/bin:/usr/bin:/bin"],
                Directory = "/",
                Descriptors = [from, to, silent],
                User = new SpawnUser(Nobody, Nobody, []),
                Capabilities = CapabilitySets.None,
                NoNewPrivileges = true,
                Limits = [new(RLIMIT_CPU, SecondsOfProcessor, SecondsOfProcessor), new(RLIMIT_FSIZE, (ulong)most, (ulong)most)],
            });
            var status = PidFd.AwaitExit(child.PidFd);
            Descriptor.Close(child.PidFd);
            return status.AsShell == 0 ? Content(to) : throw new DkvmException(
                $"{name} cannot be decompressed: {command[0]} ended with exit code {status.AsShell}", remedy: "is the file damaged? Get it again");
        }
        catch (SpawnException e)
        {
            throw new DkvmException(
                $"{name} is compressed, and {command[0]} is not to be had on this host: {e.Message}", remedy: $"install {command[0]} (Debian: apt-get install {package})", cause: e);
        }
        finally
        {
            Descriptor.Close(from);
            Descriptor.Close(to);
            Descriptor.Close(silent);
        }
    }

    private static byte[] Content(int fd)
    {
        var content = new byte[Descriptor.TrySeek(fd, 0, Descriptor.FromEnd)];
        Descriptor.TrySeek(fd, 0, Descriptor.FromStart);
        for (int held = 0, n; held < content.Length; held += n)
            if ((n = Descriptor.Read(fd, content.AsSpan(held))) <= 0)
                throw new LinuxException("read from memory", -n);
        return content;
    }
}
