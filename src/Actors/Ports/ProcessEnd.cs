namespace Dkvm.Actors.Ports;

/// <summary>How a child process ended: its exit code, or the signal that ended it. wait(2).</summary>
public readonly record struct ProcessEnd(int? Code, int? Signal)
{
    public override string ToString() => Signal is { } signal ? $"was killed by signal {signal}" : $"ended with exit code {Code}";
}
