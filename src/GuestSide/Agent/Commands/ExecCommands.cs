using System.Text.Json;
using Dkvm.GuestSide.Workload;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Agent;

/// <summary>
/// guest-exec and guest-exec-status: processes of root's, with all its rights, among the workload's processes and files.
/// They are known by the numbers that the workload's /proc shows.
/// </summary>
/// <param name="loop">Whose thread all this runs on.</param>
/// <param name="guest">Has the workload.</param>
/// <param name="processes">/proc of our own PID namespace.</param>
internal sealed class ExecCommands(EventLoop loop, IGuest guest, int processes)
{
    /// <summary>Processes whose end has not been asked for.</summary>
    private const int MostProcesses = 64;

    /// <summary>What all of them together may leave for us to hold, in bytes.</summary>
    private const int MostHeld = 64 * 1024 * 1024;

    private const int DefaultUmask = 0x12; // 0022
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const string PathVariable = "PATH=";

    private readonly Dictionary<int, ExecutedProcess> _processes = [];
    private readonly HeldBytes _held = new(MostHeld);

    public Answer Start(CallArguments arguments)
    {
        var path = arguments.Text("path");
        var rest = arguments.OptionalTexts("arg") ?? [];
        var environment = arguments.OptionalTexts("env");
        var input = arguments.OptionalBase64("input-data");
        var capture = arguments.Alternate("capture-output", "GuestExecCaptureOutput", integer: null, CaptureOf,
            all => all ? CaptureMode.Separated : CaptureMode.None);
        arguments.End();
        var workload = guest.Workload ?? throw new AgentFault("the workload has not been started");
        if (_processes.Count >= MostProcesses)
            throw new AgentFault($"{MostProcesses} processes run, or have ended and wait for guest-exec-status");
        var standard = HomeFolder.AddTo(workload.Environment, 0);
        var request = new SpawnRequest
        {
            Arguments = [path, .. rest],
            Environment = environment ?? standard,
            SearchPath = PathOf(standard),
            Directory = "/",
            JoinPidNamespace = workload.Process,
            Umask = DefaultUmask,
        };
        var process = ExecutedProcess.Start(loop, request, input, capture, _held);
        var pid = PidInWorkload(process.Pid);
        if (_processes.Remove(pid, out var before)) // it ended, nobody asked, and the kernel used its number again
            before.Dispose();
        _processes.Add(pid, process);
        return Answer.Object(writer => writer.WriteNumber("pid"u8, pid));
    }

    /// <summary>Who has been told that a process has ended, and how, is told once.</summary>
    public Answer Status(CallArguments arguments)
    {
        var pid = arguments.Integer("pid");
        arguments.End();
        if (pid is < 0 or > int.MaxValue || !_processes.TryGetValue((int)pid, out var process))
            throw new AgentFault($"PID {pid} does not exist");
        if (!process.Finished)
            return Answer.Object(writer => writer.WriteBoolean("exited"u8, false));
        _processes.Remove((int)pid);
        process.Dispose();
        var (status, output, errors) = (process.Status, process.Output, process.Errors);
        return Answer.Object(writer => Write(writer, status, output, errors), ((output?.Size ?? 0) + (errors?.Size ?? 0)) / 3 * 4);
    }

    private static void Write(Utf8JsonWriter writer, ExitStatus status, CapturedOutput? output, CapturedOutput? errors)
    {
        writer.WriteBoolean("exited"u8, true);
        if (status.Signal is { } signal)
            writer.WriteNumber("signal"u8, signal);
        else
            writer.WriteNumber("exitcode"u8, status.Code ?? 0);
        if (output is { Size: > 0 })
        {
            writer.WriteBase64String("out-data"u8, output.Bytes);
            writer.WriteBoolean("out-truncated"u8, output.Truncated);
        }
        if (errors is { Size: > 0 })
        {
            writer.WriteBase64String("err-data"u8, errors.Bytes);
            writer.WriteBoolean("err-truncated"u8, errors.Truncated);
        }
    }

    private static CaptureMode CaptureOf(string name) => name switch
    {
        "none" => CaptureMode.None,
        "stdout" => CaptureMode.Stdout,
        "stderr" => CaptureMode.Stderr,
        "separated" => CaptureMode.Separated,
        "merged" => CaptureMode.Merged,
        _ => throw new AgentFault($"Parameter 'capture-output' does not accept value '{name}'"),
    };

    private static string PathOf(IReadOnlyList<string> environment)
    {
        foreach (var variable in environment)
            if (variable.StartsWith(PathVariable, StringComparison.Ordinal) && variable.Length > PathVariable.Length)
                return variable[PathVariable.Length..];
        return DefaultPath;
    }

    /// <summary>The last number of the line NSpid of proc_pid_status(5): one for each PID namespace, the innermost last.</summary>
    private int PidInWorkload(int pid)
    {
        const string Field = "\nNSpid:";
        var status = SmallFile.TryRead($"{pid}/status", at: processes) ?? "";
        if (status.IndexOf(Field, StringComparison.Ordinal) is not (>= 0 and var at))
            return pid;
        var numbers = status.AsSpan(at + Field.Length);
        numbers = numbers[..numbers.IndexOf('\n')];
        return int.Parse(numbers[(numbers.LastIndexOf('\t') + 1)..]);
    }
}
