namespace Dkvm.Actors.Ports;

/// <summary>How a child process ended: its exit code, or the signal that ended it. wait(2).</summary>
/// <param name="Code">0 to 255, or null.</param>
/// <param name="Signal">The signal's number, or null.</param>
/// <param name="OutOfMemory">The signal is the kernel's own SIGKILL: the container's memory limit was reached.</param>
public readonly record struct ProcessEnd(int? Code, int? Signal, bool OutOfMemory = false)
{
    public override string ToString() => OutOfMemory ? "was killed by the kernel, as the container's memory limit was reached"
        : Signal is { } signal ? $"was killed by signal {signal}" : $"ended with exit code {Code}";
}
