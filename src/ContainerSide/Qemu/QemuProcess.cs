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
    private readonly IReadOnlyList<Tap> _cards;
    private readonly ConsoleFeed _feed;
    private readonly Action<QemuSaid> _onEvent;
    private readonly TailBuffer _console = new(ConsoleKept);
    private ChildProcess _process = null!;
    private QmpConnection? _monitor;
    private HotPlug? _hotPlug;
    private ByteChannel? _consoleChannel;
    private bool _ready;
    private bool _filled;
    private bool _ended;

    internal QemuProcess(
        World world, TemplateUse use, int memory, IReadOnlyList<Tap> cards, GuestSockets guest, ConsoleFeed feed, Action<QemuSaid> onEvent) =>
        (_world, _use, _memory, _cards, Guest, _feed, _onEvent) = (world, use, memory, cards, guest, feed, onEvent);

    public int Pid => _process.Pid;

    public GuestSockets Guest { get; }

    public string ConsoleTail => _console.Text;

    public string ErrorTail => _process.ErrorTail;

    /// <summary>The cards that a machine is to have when it has gone on; null for those that it was started with.</summary>
    internal IReadOnlyList<Tap>? Wanted { get; init; }

    /// <summary>Serial numbers of the disks that a machine is to have when it has gone on.</summary>
    internal IReadOnlyList<string> Disks { get; init; } = [];

    /// <summary>Takes commands; null where it does not yet, or no more. Loop's thread only.</summary>
    internal QmpConnection? Monitor => _ready && !_ended ? _monitor : null;

    public void Continue() => Execute(QmpNames.Continue);

    public void SetMemory(int mebibytes) =>
        _world.Loop.Post(() => _monitor?.Execute(QmpNames.Balloon, $$"""{"value":{{mebibytes * 1024L * 1024}}}"""));

    public void Fit(IReadOnlyList<Tap> cards, Action<string?> done) => _world.Loop.Post(() =>
        _hotPlug?.Fit(new(_cards.Except(cards)), new(cards.Except(_cards)), done));

    public void Plug(Tap tap, Action<string?> done) => _world.Loop.Post(() => _hotPlug?.Plug(tap, done));

    public void Unplug(int card, Action<string?> done) => _world.Loop.Post(() => _hotPlug?.Unplug(card, done));

    public void Cut(int card) => _world.Loop.Post(() => _hotPlug?.Cut(card));

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

    public void Save(int machine, int memory, Action<string?> done) => _world.Loop.Post(() =>
    {
        if (Monitor is { } monitor)
            Snapshot.Save(monitor, failure =>
            {
                if (failure is null)
                    Aside(ours => SparseFile.Pack(ours, memory), Done);
                else
                    Done(failure);
            }, machine);
        else
            Done("QEMU takes no commands");
        Descriptor.Close(machine);

        void Done(string? failure)
        {
            if (memory < 0)
                return; // the first failure says why
            Descriptor.Close(memory);
            memory = -1;
            done(failure);
        }
    });

    internal void Begin(ChildProcess process, int monitor, int console)
    {
        _process = process;
        _world.Loop.Post(() =>
        {
            _monitor = new QmpConnection(_world.Loop, monitor, _onEvent, Ready);
            _hotPlug = new HotPlug(_monitor);
            _consoleChannel = new ByteChannel(_world.Loop, console, Heard, _ => { }, bufferSize: 4096);
        });
    }

    /// <summary>Copies the memory of what it goes on from while QEMU starts.</summary>
    /// <param name="copy">Given ours, a descriptor; throws what is wrong.</param>
    /// <param name="from">What it reads, which is closed afterwards.</param>
    internal void Fill(Action<int> copy, int from) => Aside(copy, failure =>
    {
        Descriptor.Close(from);
        Filled(failure);
    });

    /// <summary>Does something with the memory that takes its time.</summary>
    /// <param name="work">Given a descriptor of it: QEMU may end meanwhile, and ours be closed.</param>
    /// <param name="done">Told null, or what failed, on the loop's thread.</param>
    private void Aside(Action<int> work, Action<string?> done)
    {
        var memory = Descriptor.Duplicate(_memory);
        Task.Run(() =>
        {
            string? failure = null;
            try
            {
                work(memory);
            }
            catch (Exception e) when (e is LinuxException or InvalidDataException)
            {
                failure = e.Message;
            }
            Descriptor.Close(memory);
            _world.Loop.Post(() => done(failure));
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

    private void Heard(ReadOnlyMemory<byte> bytes)
    {
        _console.Append(bytes.Span);
        _feed.Say(bytes.Span);
    }

    private void Execute(string command) => _world.Loop.Post(() => _monitor?.Execute(command));

    private void Ready()
    {
        _ready = true;
        if (_use is not (TemplateUse.Restore or TemplateUse.Resume))
            _onEvent(new QemuSaid.Greeted());
        else if (_filled)
            Restore();
    }

    private void Filled(string? failure)
    {
        _filled = true;
        if (failure is not null)
            _onEvent(new QemuSaid.NotRestored(failure, _use == TemplateUse.Resume));
        else if (_ready && !_ended)
            Restore();
    }

    private void Restore() => Snapshot.Restore(_monitor!, failure =>
    {
        if (failure is null && _use == TemplateUse.Restore)
            GiveCards(() => _hotPlug!.PlugDisks(new(Disks), Restored));
        else
            Restored(failure);
    });

    private void GiveCards(Action then)
    {
        if (Wanted is { } cards)
            _hotPlug!.Fit(new(_cards.Except(cards)), new(cards.Except(_cards)), failure =>
            {
                if (failure is null)
                    then();
                else
                    Restored(failure);
            });
        else
            then();
    }

    private void Restored(string? failure) =>
        _onEvent(failure is null ? new QemuSaid.Greeted(Restored: true) : new QemuSaid.NotRestored(failure, _use == TemplateUse.Resume));
}
