using System.Globalization;
using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.Linux;

namespace Dkvm.HostSide;

/// <summary>
/// /run/dkvm/ID: the plan, and what the supervisor shows the host. It goes with the container: by the poststop hook, by
/// delete where runc never got as far as a state, or by the next create that finds it left behind.
/// </summary>
public sealed class ContainerFolder(string id, string run = Paths.HostRun)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Folder => $"{run}/{id}";

    private string OwnerFile => $"{Folder}/owner.json";

    /// <summary>Ids become paths. runc's own rule (libcontainer/factory_linux.go, validateID).</summary>
    public static bool IsId(string id) =>
        id.Length is > 0 and <= 1024 && id is not ("." or "..") && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-' or '.');

    /// <exception cref="DkvmException">The id is a live container's.</exception>
    public void Make(string root, string bundle, LaunchPlan plan)
    {
        Directory.CreateDirectory(run, OwnerOnly);
        if (Directory.Exists(Folder))
        {
            if (!IsStale())
                throw new DkvmException(
                    $"a container with the id {id} exists already, in another root",
                    Folder,
                    "choose another id");
            Remove();
        }
        Directory.CreateDirectory(Folder, OwnerOnly);
        Directory.CreateDirectory($"{Folder}/state", OwnerOnly);
        var pid = Environment.ProcessId;
        new ContainerOwner(root, bundle, pid, StartOf(pid) ?? 0).Write(OwnerFile);
        File.WriteAllBytes($"{Folder}/launch.json", PlanJson.Write(plan));
    }

    /// <returns>Null where there is no such container.</returns>
    public LaunchPlan? Plan()
    {
        try
        {
            return PlanJson.ReadLaunchPlan(File.ReadAllBytes($"{Folder}/launch.json"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <returns>Null where there is no such container.</returns>
    public ContainerOwner? Owner()
    {
        try
        {
            return ContainerOwner.Read(OwnerFile);
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Remove()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Someone else was faster, or there never was one.
        }
    }

    /// <summary>Neither runc's state of the container is there, nor the process that is about to make it.</summary>
    public bool IsStale()
    {
        try
        {
            var owner = ContainerOwner.Read(OwnerFile);
            return !Directory.Exists($"{owner.Root}/{id}") && StartOf(owner.Pid) != owner.PidStart;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // Being made this moment, or left half-made: its age tells.
            return DateTime.UtcNow - Directory.GetLastWriteTimeUtc(Folder) > TimeSpan.FromMinutes(1);
        }
    }

    /// <summary>Removes what containers left behind whose create failed and was never deleted.</summary>
    public static void Sweep(string run = Paths.HostRun)
    {
        if (!Directory.Exists(run))
            return;
        foreach (var folder in Directory.EnumerateDirectories(run))
            if (new ContainerFolder(Path.GetFileName(folder), run) is var left && left.IsStale())
                left.TryRemove();
    }

    /// <summary>Another create may be sweeping the same folder; what it leaves, the next one takes.</summary>
    private void TryRemove()
    {
        try
        {
            Remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not worth failing the container that is being created.
        }
    }

    /// <summary>Field 22 of /proc/PID/stat, counted from the last bracket, as the name before it may hold anything (proc(5)).</summary>
    private static long? StartOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
