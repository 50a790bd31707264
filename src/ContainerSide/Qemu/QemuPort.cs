using Dkvm.Actors.Ports;
using Dkvm.ContainerSide.Processes;
using Dkvm.Linux;
using Dkvm.Protocol.Qmp;

namespace Dkvm.ContainerSide.Qemu;

/// <summary>
/// QEMU with every socket and tap handed to it as a descriptor: it opens nothing itself, so it runs as a user without
/// any right.
/// </summary>
public sealed class QemuPort(World world) : IQemuPort
{
    /// <summary>The user "qemu" of the package.</summary>
    private const uint QemuId = 64055;

    private const int ConsoleKept = 16 * 1024;

    public IQemu Start(QemuLaunch launch, Action<QemuSaid> onEvent)
    {
        var (monitor, theirMonitor) = UnixSocket.Pair();
        var (console, theirConsole) = UnixSocket.Pair();
        var (agent, theirAgent) = UnixSocket.Pair();
        var (stream, theirStream) = UnixSocket.Pair();
        int[] theirs = [theirMonitor, theirConsole, theirAgent, theirStream, launch.RootSocket];
        try
        {
            var request = new SpawnRequest
            {
                Arguments = QemuCommandLine.Build(launch),
                Environment = ["PATH=/usr/bin"],
                Directory = "/",
                User = new SpawnUser(QemuId, QemuId, []),
                Capabilities = CapabilitySets.None,
                NoNewPrivileges = true,
            };
            var running = new Running(world, new GuestSockets(agent, stream), onEvent);
            running.Begin(ChildProcess.Start(world, request, [.. theirs, .. launch.Taps.Select(t => t.Descriptor)], running.End), monitor, console);
            return running;
        }
        catch
        {
            foreach (var fd in (int[])[monitor, console, agent, stream])
                Descriptor.Close(fd);
            throw;
        }
        finally
        {
            foreach (var fd in theirs)
                Descriptor.Close(fd);
        }
    }

    private sealed class Running(World world, GuestSockets guest, Action<QemuSaid> onEvent) : IQemu
    {
        private readonly TailBuffer _console = new(ConsoleKept);
        private ChildProcess _process = null!;
        private QmpConnection? _monitor;
        private ByteChannel? _consoleChannel;

        public int Pid => _process.Pid;

        public GuestSockets Guest => guest;

        public string ConsoleTail => _console.Text;

        public string ErrorTail => _process.ErrorTail;

        public void Begin(ChildProcess process, int monitor, int console)
        {
            _process = process;
            world.Loop.Post(() =>
            {
                _monitor = new QmpConnection(world.Loop, monitor, onEvent);
                _consoleChannel = new ByteChannel(world.Loop, console, bytes => _console.Append(bytes.Span), _ => { }, bufferSize: 4096);
            });
        }

        public void Continue() => Execute(QmpNames.Continue);

        public void PowerDown() => Execute(QmpNames.PowerDown);

        public void Quit() => Execute(QmpNames.Quit);

        public void Kill() => _process.Kill();

        public void End(ProcessEnd end, string errors)
        {
            _monitor?.Drain();
            _monitor?.Dispose();
            _consoleChannel?.Drain();
            _consoleChannel?.Dispose();
            if (KernelPanic.WordsIn(_console.Text) is { } words)
                onEvent(new QemuSaid.Panicked(words));
            onEvent(new QemuSaid.Ended(end));
        }

        private void Execute(string command) => world.Loop.Post(() => _monitor?.Execute(command));
    }
}
