using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Kernels;

/// <summary>
/// DIR/kernels/DIST/VERSION: the folders are kernels that were added, the links the package's (build/install.sh), and latest in
/// each DIST is a link to the newest of both.
/// </summary>
/// <param name="folder">DIR/kernels.</param>
public sealed class KernelFolders(string folder)
{
    private const string Unfinished = ".adding-";

    /// <summary>An empty folder to make a kernel in. What makers left behind that died is removed.</summary>
    public string Begin()
    {
        Directory.CreateDirectory(folder);
        foreach (var left in Directory.GetDirectories(folder, $"{Unfinished}*"))
            if (Path.GetFileName(left)[Unfinished.Length..] is var maker && (maker == $"{Environment.ProcessId}" || !Directory.Exists($"/proc/{maker}")))
                Directory.Delete(left, recursive: true);
        return Directory.CreateDirectory($"{folder}/{Unfinished}{Environment.ProcessId}").FullName;
    }

    public bool Has(string name) => Path.Exists($"{folder}/{name}");

    /// <summary>Puts a kernel in its place, whole or not at all.</summary>
    /// <param name="made">Its folder, in one of <see cref="Begin"/>'s.</param>
    /// <param name="name"><c>dist/version</c>.</param>
    public void Publish(string made, string name)
    {
        Directory.CreateDirectory($"{folder}/{Distribution(name)}");
        var result = FileNode.TryRename(made, $"{folder}/{name}");
        if (result < 0)
            throw result == -Errno.EEXIST ? Taken(name) : new LinuxException($"rename {made} to {folder}/{name}", -result);
        SetLatest(Distribution(name));
    }

    /// <summary>It is gone at once, or not at all.</summary>
    public void Remove(string name)
    {
        var work = Begin();
        Directory.Move($"{folder}/{name}", $"{work}/removed");
        SetLatest(Distribution(name));
        Directory.Delete(work, recursive: true);
    }

    public static DkvmException Taken(string name) =>
        new($"there is a kernel {name} already", remedy: $"remove it (dkvmctl kernel remove {name}), or give the new one another name with --as");

    private static string Distribution(string name) => name[..name.IndexOf('/')];

    private void SetLatest(string distribution)
    {
        var place = $"{folder}/{distribution}";
        var newest = Directory.EnumerateDirectories(place).Select(d => Path.GetFileName(d)!)
            .Where(n => n != KernelStore.LatestName && !n.StartsWith('.')).MaxBy(KernelStore.SortKey, StringComparer.Ordinal);
        var link = $"{place}/{KernelStore.LatestName}";
        if (newest is null)
        {
            File.Delete(link);
            Directory.Delete(place);
            return;
        }
        var next = $"{place}/.{KernelStore.LatestName}-{Environment.ProcessId}";
        File.CreateSymbolicLink(next, newest);
        if (FileNode.TryReplace(next, link) is < 0 and var error)
            throw new LinuxException($"rename {next} to {link}", -error);
    }
}
