using System.Collections;

namespace Dkvm.Linux;

/// <summary>
/// A child with our own environment and session, waited for. For short host-side programs only; a PID 1 reaps otherwise.
/// </summary>
public static class RunToEnd
{
    /// <param name="path">The program.</param>
    /// <param name="arguments">From argument 1 on.</param>
    /// <param name="descriptors">Ours that become 0, 1, 2 … there; else the standard streams alone.</param>
    /// <param name="variables">NAME=value, beside our environment.</param>
    /// <returns>The exit code, or 128 + the signal's number.</returns>
    /// <exception cref="SpawnException">The program cannot be started.</exception>
    public static int Run(string path, IReadOnlyList<string> arguments, IReadOnlyList<int>? descriptors = null, IReadOnlyList<string>? variables = null)
    {
        var child = Spawner.Start(new SpawnRequest
        {
            Arguments = [path, .. arguments],
            Environment = [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => $"{v.Key}={v.Value}"), .. variables ?? []],
            Descriptors = descriptors ?? [0, 1, 2],
            NewSession = false,
        });
        var status = PidFd.AwaitExit(child.PidFd);
        Descriptor.Close(child.PidFd);
        return status.AsShell;
    }
}
