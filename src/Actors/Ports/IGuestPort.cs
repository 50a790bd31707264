using Dkvm.Contract;

namespace Dkvm.Actors.Ports;

/// <summary>Talks to the guest: its agent, and the byte streams of its processes.</summary>
public interface IGuestPort
{
    /// <summary>
    /// Takes over the sockets, connects the container's stdio to the entrypoint's session and sends the plan, completed
    /// by clock and entropy. <paramref name="onEvent"/> may be called from any thread.
    /// </summary>
    IGuest Attach(GuestSockets sockets, GuestPlan plan, Action<GuestSaid> onEvent);
}

/// <summary>A guest that is attached.</summary>
public interface IGuest
{
    /// <summary>A signal for the entrypoint.</summary>
    void Signal(int number);

    /// <summary>Has the guest listen to its power button; <see cref="GuestSaid.Armed"/> follows.</summary>
    void Arm();

    /// <summary>The first so many processors are online.</summary>
    void Resize(int vcpus);

    /// <summary>Gives the guest, which runs, another network; told null, or what failed.</summary>
    void ChangeNetwork(NetworkPlan plan, Action<string?> done);

    /// <summary>
    /// Has the guest send nothing more, and sends it no input, so that the machine can be saved; <see cref="GuestSaid.Held"/> follows.
    /// </summary>
    void Hold();

    /// <summary>It may again.</summary>
    void Release();

    /// <summary>QGA <c>guest-shutdown</c>: kills what runs, syncs, unmounts, powers off.</summary>
    void Shutdown();

    /// <summary>Starts a process beside the entrypoint. <paramref name="onEvent"/> may be called from any thread.</summary>
    IExecSession Exec(ProcessPlan process, Action<ExecSaid> onEvent);

    /// <summary>Closes the sockets.</summary>
    void Detach();
}

/// <summary>What the guest says.</summary>
public abstract record GuestSaid
{
    /// <summary>The agent answers.</summary>
    public sealed record Hello : GuestSaid;

    /// <summary>The entrypoint runs.</summary>
    public sealed record Started(string Kernel, IReadOnlyList<string> Warnings) : GuestSaid;

    /// <summary>The guest's init listens to the power button from now on.</summary>
    public sealed record Armed : GuestSaid;

    /// <summary>Nothing is under way between guest and supervisor, and the entrypoint's output has been passed on.</summary>
    public sealed record Held : GuestSaid;

    /// <summary>The entrypoint cannot be started: 127, 126 or 125, and why.</summary>
    public sealed record Refused(int ExitCode, string Message) : GuestSaid;

    /// <summary>The entrypoint has ended and all its output has been passed on.</summary>
    public sealed record WorkloadEnded(int ExitCode) : GuestSaid;

    /// <summary>The guest's file systems are synced and unmounted.</summary>
    public sealed record Unmounted : GuestSaid;

    /// <summary>A connection broke: mostly because QEMU went, which says more about why.</summary>
    public sealed record Lost(string Why) : GuestSaid;

    /// <summary>The guest broke the protocol; the connection is closed.</summary>
    public sealed record Broke(string Why) : GuestSaid;
}
