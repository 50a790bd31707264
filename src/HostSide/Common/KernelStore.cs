using Dkvm.Contract;

namespace Dkvm.HostSide;

/// <summary>The kernels of this host, <c>dist/version</c>: those of the package, and those that were added to it.</summary>
/// <param name="Folder">The package's, on the host.</param>
/// <param name="Added">Those of dkvmctl kernel add are the folders there, beside links to the package's; null where there can be none.</param>
public sealed record KernelStore(string Folder, string? Added = null)
{
    public const string DefaultName = "default";
    public const string LatestName = "latest";

    public static KernelStore Of(Package package) => new(package.Kernels, package.AddedKernels);

    /// <summary>The one of that name, or the default.</summary>
    /// <exception cref="DkvmException">There is no such kernel; lists what there is.</exception>
    public Kernel Find(KernelChoice choice) => choice switch
    {
        { Distribution: null or DefaultName, Version: null } => Default(),
        { Version: null or LatestName } => Newest(choice.Distribution!),
        _ => All().FirstOrDefault(k => k.Name == $"{choice.Distribution}/{choice.Version}"),
    } ?? throw Missing(choice);

    /// <summary>Of a distribution; null where there is none.</summary>
    public Kernel? Newest(string distribution) => All().LastOrDefault(k => k.Name.StartsWith(distribution + "/", StringComparison.Ordinal));

    /// <summary>Every kernel, in order, the newest of a distribution last.</summary>
    public IReadOnlyList<Kernel> All() => [.. In(Folder, inPackage: true).Concat(In(Added, inPackage: false)).DistinctBy(k => k.Name).OrderBy(k => SortKey(k.Name), StringComparer.Ordinal)];

    /// <summary>By its real name, so that it has one template, however it is chosen.</summary>
    private Kernel? Default()
    {
        if (!Directory.Exists($"{Folder}/{DefaultName}"))
            return null;
        var folder = Directory.ResolveLinkTarget($"{Folder}/{DefaultName}", returnFinalTarget: true)?.FullName ?? $"{Folder}/{DefaultName}";
        return Kernel.Is(folder) ? new(Path.GetRelativePath(Folder, folder), folder, InPackage: true) : null;
    }

    private static IEnumerable<Kernel> In(string? folder, bool inPackage) =>
        !Directory.Exists(folder) ? [] :
        from distribution in Directory.EnumerateDirectories(folder)
        where !IsLink(distribution)
        from version in Directory.EnumerateDirectories(distribution)
        where !Path.GetFileName(version).StartsWith('.') && !IsLink(version) && Kernel.Is(version)
        select new Kernel($"{Path.GetFileName(distribution)}/{Path.GetFileName(version)}", version, inPackage);

    private static bool IsLink(string path) => File.ResolveLinkTarget(path, returnFinalTarget: false) is not null;

    /// <summary>Numbers count as numbers: 6.9 comes before 6.12.</summary>
    public static string SortKey(string version)
    {
        var key = new System.Text.StringBuilder();
        for (int start = 0, end; start < version.Length; start = end)
        {
            end = start + 1;
            while (end < version.Length && char.IsAsciiDigit(version[end]) == char.IsAsciiDigit(version[start]))
                end++;
            var part = version[start..end];
            key.Append(char.IsAsciiDigit(part[0]) ? part.PadLeft(12, '0') : part);
        }
        return key.ToString();
    }

    private DkvmException Missing(KernelChoice choice)
    {
        var all = string.Join(", ", All().Select(k => k.Name));
        return choice.Distribution is null or DefaultName
            ? new(
                $"the package has no default kernel (vmlinux and initramfs in {Folder}/{DefaultName})",
                remedy: "install the package again")
            : new($"{Options.Kernel.Name}={string.Join('/', new[] { choice.Distribution, choice.Version }.OfType<string>())}: there is no such kernel",
                remedy: all.Length == 0 ? $"install the package again: {Folder} has none at all" : $"choose one of {all}; or add it: dkvmctl kernel add");
    }
}
