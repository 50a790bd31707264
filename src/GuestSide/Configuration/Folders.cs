using Dkvm.Linux;

namespace Dkvm.GuestSide.Configuration;

/// <summary>Folders in the workload's root that a mount point or a working directory needs.</summary>
internal static class Folders
{
    private const int MostLinks = 40; // as the kernel: MAXSYMLINKS

    /// <summary>mkdir -p with mode 0755; symbolic links are followed, and where they lead to nothing, made to lead to a folder.</summary>
    /// <exception cref="LinuxException">Such as ENOTDIR or EROFS.</exception>
    public static void Make(string path) => Make(path, MostLinks);

    private static void Make(string path, int linksLeft)
    {
        for (var end = path.IndexOf('/', 1); ; end = path.IndexOf('/', end + 1))
        {
            var part = end < 0 ? path : path[..end];
            var result = FileNode.TryMakeFolder(part);
            if (result == -Errno.EEXIST && !FileNode.Exists(part) && linksLeft > 0 && FileNode.ReadLink(part) is { } target)
                Make(target.StartsWith('/') ? target : $"{part[..part.LastIndexOf('/')]}/{target}", linksLeft - 1);
            else if (result < 0 && result != -Errno.EEXIST)
                throw new LinuxException($"mkdir {part}", -result);
            if (end < 0)
                return;
        }
    }
}
