using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Checkpoints;

/// <summary>
/// The folder of --image-path: <c>machine</c>, the saved VM (QEMU's migration stream), <c>memory</c> (SparseFile.Pack), and
/// <c>dkvm.json</c>, what it is. The latter comes last and goes first: with it, the checkpoint is whole. All are root's
/// alone, for they hold all that the workload knew.
/// </summary>
public sealed class CheckpointFolder(string folder)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Machine => $"{folder}/machine";

    public string Memory => $"{folder}/memory";

    private string Header => $"{folder}/dkvm.json";

    /// <summary>
    /// It is a copy that containerd has made for one start, and never removes (services/tasks/local.go; containerd issue 10166):
    /// the whole memory of a VM, each time.
    /// </summary>
    public bool IsContainerdsCopy => Path.GetFileName(folder).StartsWith("ctrd-checkpoint", StringComparison.Ordinal)
        && Path.GetDirectoryName(folder) is { } parent && (parent == "/tmp" || parent == Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"));

    public string Folder => folder;

    /// <summary>What runc takes without --image-path: checkpoint.go, getDefaultImagePath.</summary>
    public static CheckpointFolder Of(string? imagePath) => new(Path.GetFullPath(imagePath is { Length: > 0 } ? imagePath : "checkpoint"));

    /// <summary>Makes the folder where there is none, and the files that machine and memory are written into; open for that.</summary>
    /// <exception cref="DkvmException">It cannot be written.</exception>
    public (int Machine, int Memory) Begin()
    {
        try
        {
            Directory.CreateDirectory(folder, Private | UnixFileMode.UserExecute);
            File.Delete(Header);
            Discard();
            return (New(Machine), New(Memory));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException)
        {
            throw new DkvmException("the checkpoint cannot be written", folder, e.Message, e);
        }
    }

    /// <summary>It is whole.</summary>
    public void Complete(CheckpointHeader header)
    {
        var made = $"{Header}.unfinished";
        File.WriteAllText(made, header.Write());
        File.SetUnixFileMode(made, Private);
        File.Move(made, Header, overwrite: true);
    }

    /// <summary>Nothing came of it.</summary>
    public void Discard()
    {
        File.Delete(Machine);
        File.Delete(Memory);
    }

    private static int New(string file) => Descriptor.Open(file, Descriptor.WriteOnly | Descriptor.Create | Descriptor.Exclusive, mode: 0x180);

    /// <summary>Removes one that is containerd's copy; those of users are theirs.</summary>
    public void ForgetCopy()
    {
        if (!IsContainerdsCopy)
            return;
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is left, as it always was.
        }
    }

    /// <exception cref="DkvmException">There is no whole checkpoint of a VM.</exception>
    public CheckpointHeader Read()
    {
        try
        {
            var header = CheckpointHeader.Read(File.ReadAllBytes(Header));
            return File.Exists(Machine) && File.Exists(Memory) ? header : throw new FileNotFoundException("there is no machine, or no memory");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new DkvmException($"there is no whole checkpoint of a VM: {e.Message}", folder, "make one: docker checkpoint create", e);
        }
    }
}
