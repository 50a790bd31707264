using System.Globalization;
using System.Text;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide;

/// <param name="Kind">Whose templates they are.</param>
/// <param name="Bytes">On disk.</param>
/// <param name="LastUsed">By a VM that started from one, or by its making.</param>
public sealed record StoredTemplates(string Kind, long Bytes, DateTime LastUsed);

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
    private const string Damaged = ".damaged-";

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

    /// <summary>Makers take turns: until it is closed, nobody else has his.</summary>
    /// <returns>A descriptor.</returns>
    public int TakeTurn()
    {
        var turn = Open(".turn");
        FileLock.Take(turn);
        return turn;
    }

    /// <summary>The right to make one template, until <see cref="Release"/>.</summary>
    /// <returns>A descriptor, or null where somebody has it already.</returns>
    public int? TryReserve(string kind, int cards)
    {
        var reservation = Open(Reservation(kind, cards));
        if (FileLock.TryTake(reservation))
            return reservation;
        Descriptor.Close(reservation);
        return null;
    }

    /// <param name="reservation">What <see cref="TryReserve"/> returned.</param>
    public void Release(int reservation, string kind, int cards)
    {
        File.Delete($"{Folder}/{Reservation(kind, cards)}");
        Descriptor.Close(reservation);
    }

    /// <summary>What the last maker that has no terminal says.</summary>
    /// <returns>A descriptor.</returns>
    public int OpenLog() => Open(".log", Descriptor.Truncate);

    public bool Has(string kind, int cards) => Directory.Exists(Paths.TemplateFor($"{Folder}/{kind}", cards));

    /// <summary>A VM starts from it: what is not used for long is removed.</summary>
    public static void MarkUsed(string folder)
    {
        try
        {
            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Removed just now: the VM boots.
        }
    }

    /// <summary>Nobody starts from it any more; it is there to be looked at until the kind is made anew.</summary>
    /// <param name="folder">Of the kind.</param>
    public static void SetAside(string folder)
    {
        var aside = $"{Path.GetDirectoryName(folder)}/{Damaged}{Path.GetFileName(folder)}";
        try
        {
            if (Directory.Exists(aside))
                Directory.Delete(aside, recursive: true);
            Directory.Move(folder, aside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another container that could not go on from it was quicker.
        }
    }

    /// <summary>What there is of each kind, those that are being made left out.</summary>
    public IReadOnlyList<StoredTemplates> Stored() =>
    [
        .. Folders().Where(f => !Path.GetFileName(f).StartsWith('.')).Select(f => new StoredTemplates(
            Path.GetFileName(f), Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories).Sum(SparseFile.DataSize), Directory.GetLastWriteTimeUtc(f))),
    ];

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

    private static string Reservation(string kind, int cards) => $".{kind}-{cards}";

    private int Open(string name, int more = 0)
    {
        Directory.CreateDirectory(Folder, OwnerOnly);
        return Descriptor.Open($"{Folder}/{name}", Descriptor.ReadWrite | Descriptor.Create | more);
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
