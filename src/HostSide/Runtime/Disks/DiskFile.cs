using Dkvm.Contract;
using Dkvm.HostSide.Planning;
using Dkvm.Linux;

namespace Dkvm.HostSide.Disks;

/// <summary>A disk of DKVM_DISKS whose file has been looked at.</summary>
/// <param name="Path">Of the file in the container, without links.</param>
/// <param name="OnHost">Where that is on the host.</param>
/// <param name="Uuid">Of the file system that is there, or is to be made.</param>
/// <param name="IsThere">The file exists, and holds the file system that is asked for: it is used as it is.</param>
public sealed record DiskFile(DiskChoice Choice, string Path, string OnHost, Guid Uuid, bool IsThere)
{
    /// <exception cref="DkvmException">The file cannot be such a disk.</exception>
    public static DiskFile Find(DiskChoice choice, ImageTree image)
    {
        var path = image.Resolve(choice.File);
        var onHost = image.OnHost(path);
        if (image.IsReadOnly(path))
            throw Wrong(choice, "its mount is read-only", "mount it without ro");
        var fd = Descriptor.TryOpen(onHost, Descriptor.ReadOnly | Descriptor.NoFollow | Descriptor.NonBlocking);
        if (fd == -Errno.ENOENT)
            return New(choice, path, onHost, image);
        if (fd < 0)
            throw Wrong(choice, $"it cannot be opened ({Errno.Name(-fd)})");
        try
        {
            if (FileIdentity.Of($"/proc/self/fd/{fd}") is not { Kind: FileKind.Regular })
                throw Wrong(choice, "it is not a plain file");
            return FileSystemMark.Read(fd) switch
            {
                null => throw Wrong(choice, "it exists, and holds no file system that a disk can have; it was left as it is"),
                var mark when mark.FileSystem != choice.FileSystem => throw Wrong(choice, $"it exists, and holds {mark.FileSystem}, not {choice.FileSystem}; it was left as it is"),
                var mark => new(choice, path, onHost, mark.Uuid, IsThere: true),
            };
        }
        finally
        {
            Descriptor.Close(fd);
        }
    }

    private static DiskFile New(DiskChoice choice, string path, string onHost, ImageTree image)
    {
        if (choice.Bytes is null)
            throw Wrong(choice, "there is no such file, and no size to make it of", "give the size as well");
        var folder = System.IO.Path.GetDirectoryName(path)!;
        return FileIdentity.Of(image.OnHost(folder)) is { Kind: FileKind.Directory }
            ? new(choice, path, onHost, Guid.NewGuid(), IsThere: false)
            : throw Wrong(choice, $"there is no folder {folder} in the image or a mount", $"mount a volume at {folder}, so that the disk outlives the container");
    }

    internal static DkvmException Wrong(DiskChoice choice, string why, string remedy = "name another file") =>
        new($"{Options.Disks.Name}: {choice.File}: {why}", remedy: remedy);
}
