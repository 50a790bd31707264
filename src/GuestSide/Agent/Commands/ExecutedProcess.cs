using System.Runtime.InteropServices;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Agent;

/// <summary>GuestExecCaptureOutputMode in qga/qapi-schema.json.</summary>
internal enum CaptureMode
{
    None,
    Stdout,
    Stderr,
    Separated,
    Merged,
}

/// <summary>A process of guest-exec, from its start until somebody asks how it ended.</summary>
internal sealed class ExecutedProcess : IDisposable
{
    private const string NullDevice = "/dev/null";

    private readonly int _pidFd;
    private readonly Watch _exit;
    private readonly InputFeed? _input;
    private ExitStatus? _status;

    private ExecutedProcess(EventLoop loop, SpawnedProcess process, InputFeed? input, CapturedOutput? output, CapturedOutput? errors)
    {
        (Pid, _pidFd, _input, Output, Errors) = (process.Pid, process.PidFd, input, output, errors);
        _exit = loop.Add(_pidFd, _ => OnExit()); // readable from the process's end on: pidfd_open(2)
        _exit.WantRead(true);
    }

    /// <summary>In our own PID namespace.</summary>
    public int Pid { get; }

    public CapturedOutput? Output { get; }

    public CapturedOutput? Errors { get; }

    /// <summary>It has ended, and so has all that it, or what it started, could write.</summary>
    public bool Finished => _status is not null && Output is not { Ended: false } && Errors is not { Ended: false };

    public ExitStatus Status => _status ?? throw new InvalidOperationException("it has not ended");

    /// <exception cref="AgentFault">It cannot be started.</exception>
    public static ExecutedProcess Start(EventLoop loop, SpawnRequest request, byte[]? input, CaptureMode capture, HeldBytes held)
    {
        var open = new List<int>();
        try
        {
            var (stdin, feed) = input is null ? (Null(open), -1) : Pipe(open);
            var (output, stdout) = capture is CaptureMode.None or CaptureMode.Stderr ? (-1, Null(open)) : Pipe(open);
            var (errors, stderr) = capture switch
            {
                CaptureMode.Merged => (-1, stdout),
                CaptureMode.Stderr or CaptureMode.Separated => Pipe(open),
                _ => (-1, Null(open)),
            };
            var process = Spawner.Start(request with { Descriptors = [stdin, stdout, stderr] });
            foreach (var ours in (ReadOnlySpan<int>)[feed, output, errors])
                open.Remove(ours);
            return new(
                loop, process, feed < 0 ? null : new InputFeed(loop, feed, input!),
                output < 0 ? null : new CapturedOutput(loop, output, held), errors < 0 ? null : new CapturedOutput(loop, errors, held));
        }
        catch (SpawnException e)
        {
            throw new AgentFault($"Failed to execute child process “{request.Arguments[0]}” ({Marshal.GetPInvokeErrorMessage(e.Errno)})");
        }
        finally
        {
            foreach (var fd in open)
                Descriptor.Close(fd);
        }
    }

    public void Dispose()
    {
        _exit.Dispose();
        Descriptor.Close(_pidFd);
        _input?.Dispose();
        Output?.Dispose();
        Errors?.Dispose();
    }

    private static int Null(List<int> open)
    {
        var fd = Descriptor.Open(NullDevice, Descriptor.ReadWrite);
        open.Add(fd);
        return fd;
    }

    private static (int Read, int Write) Pipe(List<int> open)
    {
        var (read, write) = Descriptor.Pipe();
        open.AddRange([read, write]);
        return (read, write);
    }

    private void OnExit()
    {
        _status = PidFd.TakeExit(_pidFd);
        if (_status is not null)
            _exit.Dispose();
    }
}
