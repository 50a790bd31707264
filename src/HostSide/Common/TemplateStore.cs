using System.Globalization;
using System.Text;
using Dkvm.Contract;

namespace Dkvm.HostSide;

/// <summary>
/// VM templates on this host: <c>FOLDER/KIND/N-cards/{ram,state}</c>. A kind is all that the saved machine depends on, so
/// that a template which no longer fits is not found.
/// </summary>
/// <param name="Folder">Mode 0700: a template holds no secret, but what guests start from must not be changed.</param>
public sealed record TemplateStore(string Folder = Paths.HostTemplates)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Where templates are made, before they are moved to their place.</summary>
    private const string UnfinishedName = ".unfinished";
    private const string Unfinished = UnfinishedName + "-";

    public string KindOf(Package package, MachinePlan machine)
    {
        var inPackage = machine.KernelDirectory.StartsWith(Paths.Kernels + "/", StringComparison.Ordinal);
        var kernel = machine.KernelDirectory[((inPackage ? Paths.Kernels : Paths.OtherKernels).Length + 1)..].Replace('/', '_') + (inPackage ? "" : "-added");
        var kind = string.Create(
            CultureInfo.InvariantCulture, $"{Path.GetFileName(package.Folder)}-{kernel}-{machine.Vcpus}cpus-{machine.MemoryMiB}m");
        if (machine.KernelAppend is { } append)
            kind += $"-{Short(append)}";
        // Under emulation the processor is QEMU's own; under KVM it is the host's.
        return machine.Accelerator == Accelerator.Kvm ? $"{kind}-kvm-{Short(HostProcessor())}" : $"{kind}-tcg";
    }

    /// <returns>The folder of a kind, or null where no template of it was made.</returns>
    public string? Find(string kind) => Directory.Exists($"{Folder}/{kind}") ? $"{Folder}/{kind}" : null;

    /// <summary>An empty folder to make a template in.</summary>
    public string Begin()
    {
        Directory.CreateDirectory(Folder, OwnerOnly);
        var folder = $"{Folder}/{Unfinished}{Environment.ProcessId}";
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder, OwnerOnly);
        return folder;
    }

    /// <summary>Puts a template in its place, whole or not at all; VMs that start from an older one keep that.</summary>
    public void Publish(string made, string kind, int cards)
    {
        Directory.CreateDirectory($"{Folder}/{kind}", OwnerOnly);
        var place = Paths.TemplateFor($"{Folder}/{kind}", cards);
        var old = $"{Folder}/{Unfinished}{Environment.ProcessId}-old";
        if (Directory.Exists(place))
            Directory.Move(place, old);
        Directory.Move(made, place);
        if (Directory.Exists(old))
            Directory.Delete(old, recursive: true);
    }

    /// <summary>Every template, as kind and folder.</summary>
    public IEnumerable<(string Kind, string Folder)> All() =>
        from kind in Folders()
        where !Path.GetFileName(kind).StartsWith('.')
        from template in Directory.EnumerateDirectories(kind).Order()
        select (Path.GetFileName(kind), template);

    /// <summary>Kinds, and what interrupted makers left behind, for which <paramref name="unwanted"/> holds.</summary>
    public IReadOnlyList<string> Remove(Predicate<string> unwanted)
    {
        string[] gone = [.. Folders().Where(f => !IsBeingMade(f) && unwanted(Path.GetFileName(f)))];
        foreach (var folder in gone)
            Directory.Delete(folder, recursive: true);
        return [.. gone.Select(f => Path.GetFileName(f))];
    }

    private static bool IsBeingMade(string folder) =>
        Path.GetFileName(folder).Split('-') is [UnfinishedName, var maker, ..] && Directory.Exists($"/proc/{maker}");

    private string[] Folders() => Directory.Exists(Folder) ? [.. Directory.EnumerateDirectories(Folder).Order()] : [];

    private static string HostProcessor() => string.Join('\n', File.ReadLines("/proc/cpuinfo")
        .TakeWhile(line => line.Length > 0)
        .Where(line => line.StartsWith("model", StringComparison.Ordinal) || line.StartsWith("flags", StringComparison.Ordinal)));

    /// <summary>FNV-1a, 64 bits: tells texts apart that nobody makes up to be alike. OpenSSL is not in a static program.</summary>
    public static string Short(string text) => Encoding.UTF8.GetBytes(text)
        .Aggregate(0xCBF29CE484222325, (hash, b) => (hash ^ b) * 0x100000001B3).ToString("x16", CultureInfo.InvariantCulture);
}
