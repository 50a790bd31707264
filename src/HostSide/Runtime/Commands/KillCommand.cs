using System.Globalization;
using Dkvm.Contract;
using Dkvm.HostSide.CommandLine;
using Dkvm.Linux;
using Dkvm.Protocol.Control;

namespace Dkvm.HostSide.Commands;

/// <summary>
/// kill: runc sends the container's first process what that can catch and pass on, and KILL. Any other signal, which would
/// stop the supervisor or mean nothing to it, is told to it for the entrypoint.
/// </summary>
public static class KillCommand
{
    private const int Sigkill = 9;
    private const int LastSignal = 64;

    /// <summary>signal(7), those that runc cannot bring to the entrypoint, by number on Linux x86-64.</summary>
    private static readonly Dictionary<string, int> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ILL"] = 4, ["TRAP"] = 5, ["ABRT"] = 6, ["IOT"] = 6, ["BUS"] = 7, ["FPE"] = 8, ["SEGV"] = 11, ["PIPE"] = 13, ["STKFLT"] = 16, ["CHLD"] = 17,
        ["CLD"] = 17, ["CONT"] = 18, ["STOP"] = 19, ["TSTP"] = 20, ["TTIN"] = 21, ["TTOU"] = 22, ["SYS"] = 31, ["UNUSED"] = 31, ["RTMIN"] = 34,
    };

    /// <returns>The exit code; null where runc is to do it.</returns>
    /// <exception cref="DkvmException">The container does not run.</exception>
    public static int? Run(Invocation invocation, string run = Paths.HostRun)
    {
        if (invocation.Flags?.Rest is not [var id, var signal] || !ContainerFolder.IsId(id) || NumberOf(signal) is not { } number
            || number == Sigkill || CaughtSignals.Reaches(number) || new ContainerFolder(id, run).Owner() is null)
            return null;
        ControlClient.Tell(id, ExecWire.Signal, json => ExecWire.WriteSignal(json, number), run);
        return 0;
    }

    /// <returns>Null for what is none of them, of which runc knows more.</returns>
    private static int? NumberOf(string signal) =>
        int.TryParse(signal, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number is >= 1 and <= LastSignal ? number : null
        : Names.TryGetValue(signal.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? signal[3..] : signal, out number) ? number
        : null;
}
