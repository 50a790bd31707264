namespace Dkvm.HostSide.Kernels;

/// <summary>What depmod(8) knows of a kernel's modules, and what the kernel has built in.</summary>
public sealed class ModuleIndex
{
    /// <summary>Of each of its files.</summary>
    private const int MostBytes = 16 << 20;

    private readonly Dictionary<string, (string Path, string[] Needs)> _files = [];
    private readonly HashSet<string> _builtIn = [];
    private readonly Dictionary<string, string[]> _before = [];
    private readonly ILookup<string, string> _aliases;

    /// <param name="dependencies">modules.dep(5).</param>
    /// <param name="builtIn">modules.builtin (Documentation/kbuild/kbuild.rst).</param>
    /// <param name="soft">modules.softdep: "softdep NAME pre: …", modprobe.d(5).</param>
    /// <param name="aliases">modules.alias: "alias NAME MODULE".</param>
    public ModuleIndex(string dependencies, string builtIn = "", string soft = "", string aliases = "")
    {
        foreach (var line in dependencies.Split('\n'))
            if (line.Split(':', 2) is [var path, var needs])
                _files[NameOf(path)] = (path, Words(needs));
        foreach (var line in builtIn.Split('\n'))
            if (line.Length > 0)
                _builtIn.Add(NameOf(line));
        foreach (var line in soft.Split('\n'))
            if (Words(line) is ["softdep", var name, "pre:", .. var before])
                _before[Plain(name)] = [.. before.TakeWhile(b => b != "post:")];
        _aliases = aliases.Split('\n').Select(Words).Where(w => w is ["alias", _, _]).ToLookup(w => Plain(w[1]), w => w[2]);
    }

    /// <param name="tree">Where they are.</param>
    /// <param name="folder">lib/modules/RELEASE there.</param>
    /// <returns>Null where depmod was never run.</returns>
    public static ModuleIndex? Read(FileTree tree, string folder) => tree.ReadText($"{folder}/modules.dep", MostBytes) is { } dependencies
        ? new(
            dependencies, tree.ReadText($"{folder}/modules.builtin", MostBytes) ?? "", tree.ReadText($"{folder}/modules.softdep", MostBytes) ?? "",
            tree.ReadText($"{folder}/modules.alias", MostBytes) ?? "")
        : null;

    /// <summary>Whether it is certain that the kernel does not have a module.</summary>
    public bool Lacks(string module) => _builtIn.Count > 0 && FilesOf(module) is null;

    /// <summary>The files to load for a module, in order: what it depends on, and then itself.</summary>
    /// <returns>Empty where the kernel has it built in; null where it does not have it.</returns>
    public IReadOnlyList<string>? FilesOf(string module)
    {
        var name = Plain(module);
        if (!_files.TryGetValue(name, out var file))
            return _builtIn.Contains(name) ? [] : null;
        // "each of which must be loaded first", the last one first of all: modules.dep(5).
        return [.. Before(name).SelectMany(b => FilesOf(b) ?? []), .. file.Needs.AsEnumerable().Reverse(), file.Path];
    }

    private IEnumerable<string> Before(string name) =>
        _before.GetValueOrDefault(name, []).SelectMany(b => _files.ContainsKey(Plain(b)) ? [b] : _aliases[Plain(b)].Where(a => !_before.ContainsKey(Plain(a))));

    private static string NameOf(string path) => Plain(path[(path.LastIndexOf('/') + 1)..].Split(".ko")[0]);

    /// <summary>"There is no difference between _ and - in module names": modprobe(8).</summary>
    private static string Plain(string name) => name.Replace('-', '_');

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
