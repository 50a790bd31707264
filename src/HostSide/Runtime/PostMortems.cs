using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide;

/// <summary>What the last containers that failed left behind, one file each: /run/dkvm-post-mortem/ID.json.</summary>
public static class PostMortems
{
    /// <summary>So many are kept, and the oldest goes first.</summary>
    public const int Kept = 20;

    /// <summary>Many times what the supervisor writes: its log's end, the console's, QEMU's stderr.</summary>
    private const long MostBytes = 1024 * 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Moves a container's post-mortem, if it has one, out of the folder that goes with it.</summary>
    public static void Keep(string id, string run = Paths.HostRun, string kept = Paths.HostPostMortems)
    {
        var file = $"{run}/{id}/state/{Paths.PostMortemName}";
        // Written in the container: a link would lead anywhere.
        if (FileIdentity.Of(file, followLinks: false) is not { Kind: FileKind.Regular } || new FileInfo(file).Length > MostBytes)
            return;
        try
        {
            Directory.CreateDirectory(kept, OwnerOnly);
            File.Move(file, $"{kept}/{id}.json", overwrite: true);
            foreach (var old in new DirectoryInfo(kept).GetFiles("*.json").OrderByDescending(f => f.LastWriteTimeUtc).Skip(Kept))
                old.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Two containers may end at once, or the disk be full: the folder is removed all the same.
        }
    }
}
