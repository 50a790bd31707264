using Dkvm.Actors.Ports;
using Dkvm.ContainerSide.Network;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol.Streams;

namespace Dkvm.ContainerSide.Guest;

/// <summary>The guest's agent and streams on QEMU's sockets, the container's stdio on the other side.</summary>
/// <param name="world">The event loop.</param>
/// <param name="time">The guest's clock is set by it.</param>
/// <param name="timeline">Where the guest's marks go.</param>
/// <param name="filter">For the workload's system calls, once it is made.</param>
/// <param name="resumes">The guest comes from a checkpoint.</param>
/// <param name="stdio">The container's stdin, stdout and stderr; this process's own where it is null.</param>
public sealed class GuestPort(World world, TimeProvider time, Timeline timeline, Task<SeccompFilter?> filter, bool resumes = false, (int In, int Out, int Err)? stdio = null)
    : IGuestPort
{
    private const int EntropyBytes = 64;

    /// <summary>Longer than resolvers wait for one try (resolv.conf(5): 5 s), shorter than dockerd tries its own servers.</summary>
    private static readonly TimeSpan DnsPatience = TimeSpan.FromSeconds(10);

    private readonly (int In, int Out, int Err) _stdio = stdio ?? (0, 1, 2);
    private readonly List<Action<AgentConnection>> _whenUp = [];
    private Attached? _current;

    /// <summary>Told the container's terminal has another size.</summary>
    public void Resized() => world.Loop.Post(() => _current?.Resize());

    /// <summary>There is a guest whose entrypoint runs. Loop's thread only.</summary>
    internal bool IsUp => _current?.Up is not null;

    /// <summary>
    /// Calls back with the agent of the guest whose entrypoint runs: at once where there is one, else when there is.
    /// Loop's thread only.
    /// </summary>
    /// <returns>Disposing of it takes the wish back.</returns>
    internal IDisposable WhenUp(Action<AgentConnection> callback)
    {
        if (_current?.Up is { } agent)
            callback(agent);
        else
            _whenUp.Add(callback);
        return new Wish(() => _whenUp.Remove(callback));
    }

    public IGuest Attach(GuestSockets sockets, GuestPlan plan, Action<GuestSaid> onEvent)
    {
        plan = plan with { Seccomp = filter.GetAwaiter().GetResult() };
        var attached = new Attached(world, sockets, _stdio, timeline, resumes, Now, onEvent, TellWaiting);
        world.Loop.Post(() =>
        {
            _current = attached;
            attached.Begin(Complete(plan));
        });
        return attached;
    }

    private void TellWaiting(AgentConnection agent)
    {
        var waiting = _whenUp.ToArray();
        _whenUp.Clear();
        foreach (var callback in waiting)
            callback(agent);
    }

    /// <summary>In nanoseconds since 1970.</summary>
    private long Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    private GuestPlan Complete(GuestPlan plan)
    {
        var terminal = plan.Process.Terminal;
        var (rows, columns) = terminal ? Terminal.Size(_stdio.In) : (0, 0);
        return plan with
        {
            UnixTimeNanoseconds = Now(), // a first guess: the guest has to boot
            Entropy = Entropy.Take(EntropyBytes),
            Process = plan.Process with
            {
                NullStdin = !terminal && Stdio.IsNull(_stdio.In),
                Rows = rows > 0 ? rows : plan.Process.Rows,
                Columns = columns > 0 ? columns : plan.Process.Columns,
            },
        };
    }

    private sealed class Wish(Action takeBack) : IDisposable
    {
        public void Dispose() => takeBack();
    }

    private sealed class Attached(
        World world, GuestSockets sockets, (int In, int Out, int Err) stdio, Timeline timeline, bool resumes, Func<long> now,
        Action<GuestSaid> onEvent, Action<AgentConnection> onUp) : IGuest
    {
        private readonly ExecSessions _sessions = new(world.Loop);
        private AgentConnection? _agent;
        private GuestSetup? _setup;
        private StreamConnection? _stream;
        private EntrypointSession? _entrypoint;
        private DnsRelay? _dns;

        /// <summary>The agent while the entrypoint may run.</summary>
        public AgentConnection? Up { get; private set; }

        public void Begin(GuestPlan plan)
        {
            var terminal = plan.Process.Terminal;
            // The guest's terminal edits lines, echoes and makes signals of keys; this one only passes bytes on.
            if (terminal)
                Terminal.MakeRaw(stdio.In);
            _stream = new StreamConnection(world.Loop, sockets.Stream, Lost);
            _entrypoint = new EntrypointSession(
                world.Loop, _stream, (plan.Process.NullStdin ? -1 : stdio.In, stdio.Out, terminal ? -1 : stdio.Err), resumes,
                onExit: code => onEvent(new GuestSaid.WorkloadEnded(code)),
                onUnmounted: () => onEvent(new GuestSaid.Unmounted()));
            RelayDns(plan.Network, _stream);
            _agent = new AgentConnection(
                world.Loop, sockets.Agent, loss =>
                {
                    Up = null;
                    Heard(loss.Broke ? new GuestSaid.Broke(loss.Why) : new GuestSaid.Lost(loss.Why));
                });
            _setup = new GuestSetup(_agent, timeline, TellTime, Heard);
            _setup.Configure(plan, resumes);
            _sessions.Connect(_agent, _stream);
        }

        public void Signal(int number) => world.Loop.Post(() => _entrypoint?.Signal(number));

        public void ChangeNetwork(NetworkPlan plan, Action<string?> done) => world.Loop.Post(() =>
        {
            if (_stream is not null)
                RelayDns(plan, _stream);
            _setup?.ChangeNetwork(plan, done);
        });

        public void Arm() => world.Loop.Post(() => _setup?.Arm());

        public void Resize(int vcpus) => world.Loop.Post(() => _setup?.Resize(vcpus));

        public void Hold() => world.Loop.Post(() => _entrypoint?.Hold(() => onEvent(new GuestSaid.Held())));

        public void Release() => world.Loop.Post(() => _entrypoint?.Release());

        public void Shutdown() => world.Loop.Post(() => _setup?.Shutdown());

        public IExecSession Exec(ProcessPlan process, Action<ExecSaid> onEvent) => _sessions.Start(process, onEvent);

        public void Resize()
        {
            var (rows, columns) = Terminal.Size(stdio.In);
            if (rows > 0 && columns > 0)
                _entrypoint?.Resize(rows, columns);
        }

        public void Detach() => world.Loop.Post(() =>
        {
            Up = null;
            _entrypoint?.Dispose();
            _sessions.Dispose();
            _dns?.Dispose();
            _agent?.Dispose();
            _stream?.Dispose();
        });

        private void RelayDns(NetworkPlan plan, StreamConnection stream)
        {
            if (!plan.RelayDns || _dns is not null)
                return;
            _dns = new DnsRelay(world.Loop, frame => stream.Send(frame), () => stream.Congested, DnsPatience);
            stream.OnDns = _dns.Ask;
        }

        /// <summary>The time is the hello's; the frame is sent when that has been dealt with, for a guest may have gone since.</summary>
        private void TellTime()
        {
            var frame = Frame.EncodeClock(now());
            world.Loop.Post(() => _stream?.Send(frame));
        }

        private void Heard(GuestSaid what)
        {
            // Both ports go with QEMU, in either order: the guest's last words come first.
            if (what is GuestSaid.Lost)
                _stream?.Drain();
            onEvent(what);
            if (what is GuestSaid.Started or GuestSaid.Refused)
                _entrypoint?.Begin(runs: what is GuestSaid.Started);
            if (what is GuestSaid.Started && _agent is not null)
            {
                Up = _agent;
                onUp(_agent);
            }
        }

        private void Lost(GuestSaid what)
        {
            if (what is GuestSaid.Lost)
                _agent?.Drain();
            onEvent(what);
        }
    }
}
