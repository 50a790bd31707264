using Dkvm.Contract;

namespace Dkvm.HostSide;

/// <summary>The kernels of a package: <c>dist/version</c> folders with vmlinux and initramfs, and links.</summary>
/// <param name="Folder">On the host.</param>
public sealed record KernelStore(string Folder)
{
    private static readonly string[] Files = ["vmlinux", "initramfs"];

    /// <summary>The chosen kernel's folder as the container sees it.</summary>
    /// <exception cref="DkvmException">There is no such kernel; lists what there is.</exception>
    public string Find(KernelChoice choice)
    {
        var name = choice switch
        {
            { Distribution: null } => "default",
            { Version: null } => $"{choice.Distribution}/{Newest(choice.Distribution)}",
            _ => $"{choice.Distribution}/{choice.Version}",
        };
        return IsKernel($"{Folder}/{name}") ? $"{Paths.Kernels}/{name}" : throw Missing(choice);
    }

    /// <summary>Every kernel as <c>dist/version</c>, in order, the newest of a distribution last.</summary>
    public IReadOnlyList<string> All() =>
        !Directory.Exists(Folder) ? [] :
        [.. from distribution in Directory.EnumerateDirectories(Folder)
            where !IsLink(distribution)
            from version in Directory.EnumerateDirectories(distribution)
            where !IsLink(version) && IsKernel(version)
            let name = $"{Path.GetFileName(distribution)}/{Path.GetFileName(version)}"
            select (Name: name, Key: SortKey(name)) into kernel
            orderby kernel.Key
            select kernel.Name];

    private string? Newest(string distribution) =>
        All().LastOrDefault(k => k.StartsWith(distribution + "/", StringComparison.Ordinal))?[(distribution.Length + 1)..];

    private static bool IsKernel(string folder) => Files.All(f => File.Exists($"{folder}/{f}"));

    private static bool IsLink(string path) => File.ResolveLinkTarget(path, returnFinalTarget: false) is not null;

    /// <summary>Numbers count as numbers: 6.9 comes before 6.12.</summary>
    private static string SortKey(string version)
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
        var all = All();
        return choice.Distribution is null
            ? new(
                $"the package has no default kernel (vmlinux and initramfs in {Folder}/default)",
                remedy: "install the package again")
            : new($"{Options.Kernel.Name}={string.Join('/', new[] { choice.Distribution, choice.Version }.OfType<string>())}: the package has no such kernel",
                remedy: all.Count == 0 ? $"install the package again: {Folder} has none at all" : $"choose one of {string.Join(", ", all)}");
    }
}
