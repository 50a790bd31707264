namespace Dkvm.Actors.Vm;

/// <summary>Whether the guest ran out of memory, by what its kernel says on the console (mm/oom_kill.c, __oom_kill_process).</summary>
public static class GuestMemory
{
    public const string Remedy = "give it more: docker run --memory, or -e DKVM_MEMORY";

    private const string Words = "Out of memory: Killed process ";

    /// <returns>What to tell the user, or null. The guest wrote it: it is short, and one line.</returns>
    public static string? WordsOfTheKernel(string? console)
    {
        var at = console?.LastIndexOf(Words, StringComparison.Ordinal) ?? -1;
        if (at < 0)
            return null;
        var line = console![at..].Split('\n')[0];
        var process = line[Words.Length..].Split(" total-vm")[0];
        return $"the guest ran out of memory: its kernel killed process {process[..Math.Min(process.Length, 80)].Trim(' ', ',')}";
    }
}
