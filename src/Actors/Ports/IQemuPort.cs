using Dkvm.Contract;

namespace Dkvm.Actors.Ports;

/// <summary>Starts QEMU.</summary>
public interface IQemuPort
{
    /// <summary>Starts it. <paramref name="onEvent"/> may be called from any thread, <see cref="QemuSaid.Ended"/> last.</summary>
    IQemu Start(QemuLaunch launch, Action<QemuSaid> onEvent);
}

/// <param name="Machine">Hardware and kernel.</param>
/// <param name="Taps">One network card for each.</param>
/// <param name="RootSocket">virtiofsd's connected vhost-user socket.</param>
public sealed record QemuLaunch(MachinePlan Machine, IReadOnlyList<Tap> Taps, int RootSocket);

/// <summary>A running QEMU.</summary>
public interface IQemu
{
    int Pid { get; }

    /// <summary>The host's ends of the two virtio-serial ports.</summary>
    GuestSockets Guest { get; }

    /// <summary>The end of the guest's console.</summary>
    string ConsoleTail { get; }

    /// <summary>The end of what QEMU wrote to stderr.</summary>
    string ErrorTail { get; }

    /// <summary>Has a VM that is paused go on: QMP <c>cont</c>, which means nothing to one that runs.</summary>
    void Continue();

    /// <summary>Has the guest give memory up, or take it back, until it has so much: QMP <c>balloon</c>.</summary>
    void SetMemory(int mebibytes);

    /// <summary>Presses the ACPI power button: QMP <c>system_powerdown</c>.</summary>
    void PowerDown();

    /// <summary>Gives the machine these network cards in place of those it was started with; told null, or what failed.</summary>
    void Fit(IReadOnlyList<Tap> cards, Action<string?> done);

    /// <summary>Gives the running machine a network card, or leaves nothing of it; told null, or what failed.</summary>
    void Plug(Tap tap, Action<string?> done);

    /// <summary>Has the guest let go of a network card and takes it out; told null, or what failed.</summary>
    void Unplug(int card, Action<string?> done);

    /// <summary>Takes a card from its network, whether the guest lets go of it or not.</summary>
    void Cut(int card);

    /// <summary>
    /// Stops the machine and saves it and its memory into files that are open for writing, and become the port's; told null,
    /// or what failed. Either way it stays stopped: <see cref="Continue"/>.
    /// </summary>
    void Save(int machine, int memory, Action<string?> done);

    /// <summary>QMP <c>quit</c>.</summary>
    void Quit();

    /// <summary>SIGKILL.</summary>
    void Kill();
}

/// <summary>Descriptors of sockets that QEMU holds the other ends of.</summary>
public sealed record GuestSockets(int Agent, int Stream);

/// <summary>What QEMU says while it runs.</summary>
public abstract record QemuSaid
{
    /// <summary>QMP is ready for commands.</summary>
    /// <param name="Restored">The machine goes on from a template, and runs.</param>
    public sealed record Greeted(bool Restored = false) : QemuSaid;

    /// <summary>The machine could not go on from its template or its checkpoint; QEMU is of no use any more.</summary>
    public sealed record NotRestored(string Why, bool IsCheckpoint = false) : QemuSaid;

    /// <summary>The guest's kernel panicked: QMP GUEST_PANICKED, or its last words on the console.</summary>
    public sealed record Panicked(string? Words = null) : QemuSaid;

    /// <summary>QMP SHUTDOWN, with its reason, such as guest-shutdown, guest-reset or host-qmp-quit (qapi/run-state.json).</summary>
    public sealed record ShuttingDown(string Reason) : QemuSaid;

    /// <summary>The QMP connection broke; <see cref="Ended"/> may follow.</summary>
    public sealed record MonitorLost(string Why) : QemuSaid;

    public sealed record Ended(ProcessEnd End) : QemuSaid;
}
