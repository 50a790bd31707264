using Dkvm.Actors.Ports;
using Dkvm.Linux;

namespace Dkvm.ContainerSide.Processes;

/// <summary>A helper that the supervisor started: its stderr is kept, its end is told after the last of it.</summary>
internal sealed class ChildProcess
{
    private const int ErrorsKept = 8 * 1024;

    private readonly World _world;
    private readonly TailBuffer _errors = new(ErrorsKept);
    private readonly Action<ProcessEnd, string> _onEnd;
    private readonly byte[] _buffer = new byte[4096];
    private readonly int _errorPipe;
    private SpawnedProcess _process;
    private Watch? _errorWatch;
    private bool _ended;
    private bool _killed;
    private long _killsBefore;

    private ChildProcess(World world, int errorPipe, Action<ProcessEnd, string> onEnd) =>
        (_world, _errorPipe, _onEnd) = (world, errorPipe, onEnd);

    public int Pid => _process.Pid;

    public string ErrorTail => _errors.Text.Trim();

    /// <summary>
    /// Starts a program. Its descriptors are /dev/null, /dev/null, a pipe, then <paramref name="inherited"/> from 3 on,
    /// which stay open here: the caller closes those he does not need.
    /// </summary>
    /// <exception cref="SpawnException">It was not started.</exception>
    public static ChildProcess Start(
        World world, SpawnRequest request, IReadOnlyList<int> inherited, Action<ProcessEnd, string> onEnd)
    {
        var nowhere = Descriptor.Open("/dev/null", Descriptor.ReadWrite);
        var (errors, theirErrors) = Descriptor.Pipe();
        var child = new ChildProcess(world, errors, onEnd);
        try
        {
            Descriptor.SetNonBlocking(errors);
            world.Reaper.Spawn(
                () =>
                {
                    child._process = Spawner.Start(request with { Descriptors = [nowhere, nowhere, theirErrors, .. inherited] });
                    return child._process.Pid;
                },
                status => world.Loop.Post(() => child.End(status)));
            world.Loop.Post(child.Begin);
            return child;
        }
        catch
        {
            Descriptor.Close(errors);
            throw;
        }
        finally
        {
            Descriptor.Close(nowhere);
            Descriptor.Close(theirErrors);
        }
    }

    public void Kill() => _world.Loop.Post(() =>
    {
        if (_ended)
            return;
        _killed = true;
        PidFd.Signal(_process.PidFd, PidFd.Sigkill);
    });

    private void Begin()
    {
        if (_ended)
            return;
        _killsBefore = MemoryEvents.Kills();
        _errorWatch = _world.Loop.Add(_errorPipe, watch =>
        {
            if (!ReadErrors())
                watch.WantRead(false);
        });
        _errorWatch.WantRead(true);
    }

    /// <returns>False at the end, or on an error.</returns>
    private bool ReadErrors()
    {
        var n = Descriptor.Read(_errorPipe, _buffer);
        if (n > 0)
            _errors.Append(_buffer.AsSpan(0, n));
        return n > 0 || n == -Errno.EAGAIN;
    }

    private void End(ExitStatus status)
    {
        _ended = true;
        // What it wrote last is in the pipe; a grandchild that holds the other end is not waited for.
        int n;
        while ((n = Descriptor.Read(_errorPipe, _buffer)) > 0)
            _errors.Append(_buffer.AsSpan(0, n));
        _errorWatch?.Dispose();
        Descriptor.Close(_errorPipe);
        Descriptor.Close(_process.PidFd);
        var byTheKernel = status.Signal == PidFd.Sigkill && !_killed && MemoryEvents.Kills() > _killsBefore;
        _onEnd(new ProcessEnd(status.Code, status.Signal, byTheKernel), ErrorTail);
    }
}
