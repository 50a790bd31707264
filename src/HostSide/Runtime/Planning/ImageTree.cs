using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Planning;

/// <summary>
/// The image's root as the container's mounts build it up, to resolve mount destinations in. runc resolves them against
/// the container's root, and that is the package's: a link of the image on the way, such as /var/run -> /run, would lead
/// out of /vm into it. So links are followed here, within the image and the mounts laid over it so far, as a process
/// with that root would (path_resolution(7)); names that do not exist yet stay as they are.
/// </summary>
/// <param name="root">The image's root on the host.</param>
public sealed class ImageTree(string root)
{
    /// <summary>path_resolution(7): "a maximum of 40".</summary>
    private const int MostLinks = 40;

    private readonly List<(string Destination, string Source, bool ReadOnly)> _mounts = [("", root, false)];

    /// <summary>From here on, <paramref name="destination"/> (resolved) shows what lies at <paramref name="source"/> on the host.</summary>
    public void Mount(string destination, string source, bool readOnly = false) =>
        _mounts.Add((destination == "/" ? "" : destination, source, readOnly));

    /// <summary>Whether a resolved path lies on a mount that the container may only read.</summary>
    public bool IsReadOnly(string path) => MountOf(path).ReadOnly;

    /// <param name="path">Resolved.</param>
    public bool IsMount(string path) => _mounts.Any(m => m.Destination == path);

    /// <returns>An absolute path in the image without links, "." and "..".</returns>
    /// <exception cref="DkvmException">Links without end.</exception>
    public string Resolve(string destination)
    {
        var left = new Stack<string>(Parts(destination).Reverse());
        var done = new List<string>();
        var links = 0;
        while (left.TryPop(out var part))
        {
            if (part == "..")
            {
                if (done.Count > 0)
                    done.RemoveAt(done.Count - 1);
                continue;
            }
            if (LinkAt($"/{string.Join('/', done.Append(part))}") is not { } target)
            {
                done.Add(part);
                continue;
            }
            if (++links > MostLinks)
                throw new DkvmException($"the mount destination {destination} leads through too many symbolic links in the image (ELOOP)");
            if (target.StartsWith('/'))
                done.Clear();
            foreach (var step in Parts(target).Reverse())
                left.Push(step);
        }
        return "/" + string.Join('/', done);
    }

    /// <summary>Where a resolved path of the image lies on the host.</summary>
    public string OnHost(string path)
    {
        var (destination, source, _) = MountOf(path);
        return source + path[destination.Length..];
    }

    public static bool IsAtOrBelow(string path, string folder) =>
        folder.Length == 0 || folder == "/" || path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);

    private (string Destination, string Source, bool ReadOnly) MountOf(string path) => _mounts.Last(m => IsAtOrBelow(path, m.Destination));

    private static IEnumerable<string> Parts(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".");

    private string? LinkAt(string path)
    {
        var onHost = OnHost(path);
        return FileIdentity.Of(onHost, followLinks: false) is { Kind: FileKind.SymbolicLink }
            ? new FileInfo(onHost).LinkTarget
            : null;
    }
}
