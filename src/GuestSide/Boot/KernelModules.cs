using Dkvm.Linux;

namespace Dkvm.GuestSide.Boot;

/// <summary>
/// The modules in the initramfs: /modules lists them in load order, one path a line. Each is loaded when somebody
/// needs it, because loading takes time that the workload waits for. Any thread may ask.
/// </summary>
internal sealed class KernelModules(InitialRoot initial)
{
    private readonly Lock _lock = new();
    private readonly List<string> _waiting = Listed(initial);

    /// <summary>For network interfaces.</summary>
    public void LoadNetwork() => Load(path => !IsForPowerButton(path));

    public void LoadPowerButton() => Load(IsForPowerButton);

    public void LoadAll() => Load(_ => true);

    private static bool IsForPowerButton(string path) => path.EndsWith("/button.ko") || path.EndsWith("/evdev.ko");

    private void Load(Predicate<string> wanted)
    {
        lock (_lock)
            for (var i = 0; i < _waiting.Count;)
            {
                if (!wanted(_waiting[i]))
                {
                    i++;
                    continue;
                }
                Load(_waiting[i]);
                _waiting.RemoveAt(i);
            }
    }

    private void Load(string path)
    {
        var result = Module.TryLoad(initial.Root, path.TrimStart('/'));
        if (result < 0 && result != -Errno.EEXIST)
            GuestConsole.Write($"cannot load {path}: {Errno.Name(-result)}");
    }

    private static List<string> Listed(InitialRoot initial)
    {
        var paths = new List<string>();
        foreach (var line in (SmallFile.TryRead("modules", at: initial.Root) ?? "").Split('\n'))
            if (line.Length > 0)
                paths.Add(line);
        return paths;
    }
}
