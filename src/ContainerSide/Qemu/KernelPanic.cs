namespace Dkvm.ContainerSide.Qemu;

/// <summary>A guest's last words: kernel/panic.c, vpanic.</summary>
internal static class KernelPanic
{
    private const string Words = "Kernel panic - not syncing: ";
    private const int Longest = 120;

    /// <returns>Why the kernel panicked, in one short line since the guest wrote it, or null.</returns>
    public static string? WordsIn(string console)
    {
        var at = console.LastIndexOf(Words, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var line = console[(at + Words.Length)..].Split('\n')[0].Trim();
        return line[..Math.Min(line.Length, Longest)];
    }
}
