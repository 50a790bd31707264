using Dkvm.Linux;

namespace Dkvm.GuestSide.Boot;

/// <summary>The modules at /lib/modules/VERSION, as depmod(8) lists them: for what too few machines need to have in the initramfs.</summary>
internal static class ModuleTree
{
    private const int MostBytes = 4 << 20;

    private const int WorkingFolder = -100; // AT_FDCWD

    /// <summary>Loads a module after all that it depends on; does nothing where there is none of that name.</summary>
    /// <param name="name">As modprobe(8) takes it.</param>
    /// <param name="root">A descriptor of the root that it lies below; else the process's own.</param>
    public static void Load(string name, int root = WorkingFolder)
    {
        var folder = $"{(root == WorkingFolder ? "/" : "")}lib/modules/{HostName.Kernel().Release}";
        foreach (var line in (SmallFile.TryRead($"{folder}/modules.dep", MostBytes, root) ?? "").Split('\n'))
        {
            var colon = line.IndexOf(':');
            if (colon < 0 || !IsOf(line[..colon], name))
                continue;
            // "each of which must be loaded first", the last one first of all: modules.dep(5).
            var needed = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (var i = needed.Length - 1; i >= 0; i--)
                LoadFile($"{folder}/{needed[i]}", root);
            LoadFile($"{folder}/{line[..colon]}", root);
            return;
        }
    }

    private static void LoadFile(string path, int root)
    {
        var result = Module.TryLoad(path, compressed: !path.EndsWith(".ko"), root);
        if (result < 0 && result != -Errno.EEXIST)
            GuestConsole.Write($"cannot load {path}: {Errno.Name(-result)}");
    }

    private static bool IsOf(string path, string name) => path[(path.LastIndexOf('/') + 1)..].StartsWith(name + ".ko");
}
