using Dkvm.Linux;

namespace Dkvm.GuestSide.Boot;

/// <summary>
/// The modules in the initramfs: /modules lists them in load order, one a line: when it is needed (build/initramfs.modules),
/// and its path, or its name where it is to be found in /lib/modules of the initramfs. Each is loaded when somebody needs it,
/// because loading takes time that the workload waits for. Any thread may ask.
/// </summary>
internal sealed class KernelModules(InitialRoot initial)
{
    private readonly Lock _lock = new();
    private readonly List<(string When, string Module)> _waiting = Listed(initial);

    /// <summary>For the ports to the host and for the root: what no kernel can do without that has it as modules.</summary>
    public void LoadFirst() => Load("first");

    /// <summary>For network interfaces.</summary>
    public void LoadNetwork() => Load("network");

    public void LoadDisks() => Load("disks");

    /// <summary>What a machine needs that lives longer: the power button, and the balloon, which gives free memory back.</summary>
    public void LoadLater() => Load("later");

    public void LoadAll()
    {
        LoadNetwork();
        LoadDisks();
        LoadLater();
    }

    private void Load(string when)
    {
        lock (_lock)
            for (var i = 0; i < _waiting.Count;)
            {
                if (_waiting[i].When != when)
                {
                    i++;
                    continue;
                }
                Load(_waiting[i]);
                _waiting.RemoveAt(i);
            }
    }

    private void Load((string When, string Module) entry)
    {
        var module = entry.Module;
        if (!module.StartsWith('/'))
        {
            ModuleTree.Load(module, initial.Root);
            return;
        }
        var result = Module.TryLoad(module.TrimStart('/'), compressed: false, initial.Root);
        if (result < 0 && result != -Errno.EEXIST)
            GuestConsole.Write($"cannot load {module}: {Errno.Name(-result)}");
    }

    private static List<(string When, string Module)> Listed(InitialRoot initial)
    {
        var listed = new List<(string, string)>();
        foreach (var line in (SmallFile.TryRead("modules", at: initial.Root) ?? "").Split('\n'))
            if (line.IndexOf(' ') is > 0 and var space)
                listed.Add((line[..space], line[(space + 1)..]));
        return listed;
    }
}
