using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Contract;

namespace Dkvm.Actors.Network;

/// <summary>
/// The network's life. Setup: what the VM starts with. Given: what it has, kept step by step. Attempt: the VM's.
/// </summary>
public abstract record NetworkState
{
    /// <param name="Comes">The engine sets it up while the VM starts.</param>
    public sealed record Idle(bool Comes = false) : NetworkState;

    /// <summary>The engine has not set it up yet; the VM starts meanwhile.</summary>
    public sealed record Awaiting(int Attempt) : NetworkState;

    /// <summary>Being set up, for the n-th time, first 1.</summary>
    /// <param name="Attempt">The VM's.</param>
    /// <param name="Try">The n-th.</param>
    /// <param name="Changed">Something has changed since it began.</param>
    public sealed record SettingUp(int Attempt, int Try, bool Changed = false) : NetworkState;

    /// <summary>The VM starts with it; its guest is not up yet.</summary>
    /// <param name="Attempt">The VM's.</param>
    /// <param name="Setup">What it starts with.</param>
    /// <param name="Changed">Something has changed since.</param>
    public sealed record Ready(int Attempt, NetworkSetup Setup, bool Changed = false) : NetworkState;

    /// <summary>The guest has what the container has.</summary>
    public sealed record Following(NetworkSetup Given) : NetworkState;

    /// <summary>The guest lacks something that the container has; a later change is followed all the same.</summary>
    public sealed record Degraded(NetworkSetup Given, string Why) : NetworkState;

    /// <summary>Something changes; whoever does it is given the time for all of it.</summary>
    public sealed record Settling(NetworkSetup Given) : NetworkState;

    /// <summary>The container's network is looked at, for the n-th time, first 1.</summary>
    /// <param name="Given">Null where the actor has started again, and does not know.</param>
    /// <param name="Try">The n-th.</param>
    public sealed record Looking(NetworkSetup? Given, int Try) : NetworkState;

    /// <summary>The VM is given what it lacks, a step at a time: <see cref="NetworkChange"/>.</summary>
    public sealed record Changing(NetworkChange Change) : NetworkState;
}

public abstract record NetworkEvent
{
    /// <summary>From the VM: set up, for its n-th attempt to start.</summary>
    public sealed record Start(int Attempt) : NetworkEvent;

    /// <summary>The first card's tap, which is connected to nothing yet; null where it could not be had.</summary>
    public sealed record Reserved(Tap? Tap) : NetworkEvent;

    /// <summary>The engine has set the network up, or why it could not.</summary>
    public sealed record Came(string? Failure) : NetworkEvent;

    public sealed record SetUpDone(NetworkSetup Setup) : NetworkEvent;

    public sealed record SetUpFailed(string Cause) : NetworkEvent;

    /// <summary>From the VM: its workload runs, and what changes from now on is to reach it.</summary>
    public sealed record Follow : NetworkEvent;

    /// <summary>Something of the container's network has changed.</summary>
    public sealed record Changed : NetworkEvent;

    /// <summary>The container's network as it is now.</summary>
    public sealed record Seen(NetworkSetup Setup) : NetworkEvent;

    public sealed record NotSeen(string Cause) : NetworkEvent;

    /// <summary>QEMU or the guest has done, or failed to do, the step of this number.</summary>
    public sealed record StepDone(int Number, string? Failure) : NetworkEvent;
}

/// <summary>Has a tap made for the first card.</summary>
public sealed record ReserveTap : Effect;

public sealed record AwaitNetwork : Effect;

public sealed record SetUpNetwork : Effect;

public sealed record LookAgain : Effect;

/// <param name="Number">Comes back with <see cref="NetworkEvent.StepDone"/>.</param>
/// <param name="Tap">Of the card.</param>
public sealed record PlugCard(int Number, Tap Tap) : Effect;

/// <inheritdoc cref="PlugCard"/>
public sealed record UnplugCard(int Number, int Card) : Effect;

/// <summary>The card loses its network, whatever the guest does.</summary>
public sealed record CutCard(int Card) : Effect;

/// <summary>Its tap goes, after the card.</summary>
public sealed record ReleaseTap(int Card) : Effect;

/// <summary>Its tap goes, and its interface is left out from now on.</summary>
public sealed record RefuseTap(int Card) : Effect;

/// <inheritdoc cref="PlugCard"/>
public sealed record TellGuest(int Number, NetworkPlan Plan) : Effect;
