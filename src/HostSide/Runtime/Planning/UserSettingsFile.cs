using System.Text;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Planning;

/// <summary>
/// DKVM_HOCON: a file of the image or of a mount, read here since the supervisor has no reason to trust the image. Links are
/// followed within the image (<see cref="ImageTree"/>), never out of it, and the file is opened only if it is a plain one.
/// </summary>
public static class UserSettingsFile
{
    private const int MostBytes = 64 * 1024;

    /// <exception cref="DkvmException">There is no such file, or it is no settings file by its kind or size.</exception>
    public static UserSettings Read(string path, ImageTree image)
    {
        var resolved = image.Resolve(path);
        // Between the look and the open nobody can put a link in its place: nothing of the container runs yet. Mounted
        // folders of the host are its administrator's.
        var fd = Descriptor.TryOpen(image.OnHost(resolved), Descriptor.ReadOnly | Descriptor.NoFollow | Descriptor.NonBlocking);
        if (fd < 0)
            throw Wrong(path, fd == -Errno.ENOENT ? "there is no such file in the image or a mount" : $"it cannot be opened ({Errno.Name(-fd)})");
        try
        {
            if (FileIdentity.Of($"/proc/self/fd/{fd}") is not { Kind: FileKind.Regular })
                throw Wrong(path, "it is not a plain file");
            var bytes = new byte[MostBytes + 1];
            var length = 0;
            int n;
            while (length < bytes.Length && (n = Descriptor.Read(fd, bytes.AsSpan(length))) > 0)
                length += n;
            return length <= MostBytes
                ? new UserSettings(path, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length))
                : throw Wrong(path, $"it is longer than {MostBytes / 1024} KiB");
        }
        catch (DecoderFallbackException)
        {
            throw Wrong(path, "it is not UTF-8 text");
        }
        finally
        {
            Descriptor.Close(fd);
        }
    }

    private static DkvmException Wrong(string path, string why) => new(
        $"{Options.Hocon.Name}={path}: {why}", remedy: "name a HOCON file in the image or in a mount by its path in the container");
}
