using Dkvm.Actors.Ports;
using Dkvm.ContainerSide.Processes;
using Dkvm.Linux;
using Dkvm.Protocol.Qmp;

namespace Dkvm.ContainerSide.Qemu;

/// <summary>A running QEMU: its monitor, its console and its memory.</summary>
public sealed class QemuProcess : IQemu
{
    private const int ConsoleKept = 16 * 1024;

    private readonly World _world;
    private readonly TemplateUse _use;
    private readonly int _memory;
    private readonly Action<QemuSaid> _onEvent;
    private readonly TailBuffer _console = new(ConsoleKept);
    private ChildProcess _process = null!;
    private QmpConnection? _monitor;
    private ByteChannel? _consoleChannel;
    private bool _ready;
    private bool _filled;
    private bool _ended;

    internal QemuProcess(World world, TemplateUse use, int memory, GuestSockets guest, Action<QemuSaid> onEvent) =>
        (_world, _use, _memory, Guest, _onEvent) = (world, use, memory, guest, onEvent);

    public int Pid => _process.Pid;

    public GuestSockets Guest { get; }

    public string ConsoleTail => _console.Text;

    public string ErrorTail => _process.ErrorTail;

    public void Continue() => Execute(QmpNames.Continue);

    public void PowerDown() => Execute(QmpNames.PowerDown);

    public void Quit() => Execute(QmpNames.Quit);

    public void Kill() => _process.Kill();

    /// <summary>Stops the machine and saves it.</summary>
    /// <param name="files">Those it was started with.</param>
    /// <param name="done">Told null, or what failed.</param>
    public void Save(TemplateFiles files, Action<string?> done) => _world.Loop.Post(() => Snapshot.Save(_monitor!, failure =>
    {
        if (failure is null)
            files.SetMemorySize(SparseFile.CopyWithoutZeros(_memory, files.Ram));
        done(failure);
    }));

    internal void Begin(ChildProcess process, int monitor, int console)
    {
        _process = process;
        _world.Loop.Post(() =>
        {
            _monitor = new QmpConnection(_world.Loop, monitor, _onEvent, Ready);
            _consoleChannel = new ByteChannel(_world.Loop, console, bytes => _console.Append(bytes.Span), _ => { }, bufferSize: 4096);
        });
    }

    /// <summary>Copies a template's memory in while QEMU starts. </summary>
    /// <param name="ram">A descriptor, which is closed.</param>
    /// <param name="size">How many bytes are to be in it.</param>
    internal void Fill(int ram, long size)
    {
        var memory = Descriptor.Duplicate(_memory); // QEMU may end meanwhile, and ours be closed
        Task.Run(() =>
        {
            string? failure = null;
            try
            {
                if (SparseFile.Copy(ram, memory) < size) // more where a file system has no holes
                    failure = "its memory is not whole";
            }
            catch (LinuxException e)
            {
                failure = e.Message;
            }
            Descriptor.Close(memory);
            Descriptor.Close(ram);
            _world.Loop.Post(() => Filled(failure));
        });
    }

    internal void End(ProcessEnd end, string errors)
    {
        _ended = true;
        _monitor?.Drain();
        _monitor?.Dispose();
        _consoleChannel?.Drain();
        _consoleChannel?.Dispose();
        Descriptor.Close(_memory);
        if (KernelPanic.WordsIn(_console.Text) is { } words)
            _onEvent(new QemuSaid.Panicked(words));
        _onEvent(new QemuSaid.Ended(end));
    }

    private void Execute(string command) => _world.Loop.Post(() => _monitor?.Execute(command));

    private void Ready()
    {
        _ready = true;
        if (_use != TemplateUse.Restore)
            _onEvent(new QemuSaid.Greeted());
        else if (_filled)
            Restore();
    }

    private void Filled(string? failure)
    {
        _filled = true;
        if (failure is not null)
            _onEvent(new QemuSaid.NotRestored(failure));
        else if (_ready && !_ended)
            Restore();
    }

    private void Restore() =>
        Snapshot.Restore(_monitor!, failure => _onEvent(failure is null ? new QemuSaid.Greeted(Restored: true) : new QemuSaid.NotRestored(failure)));
}
