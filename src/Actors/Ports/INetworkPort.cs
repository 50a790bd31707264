using Dkvm.Contract;

namespace Dkvm.Actors.Ports;

/// <summary>The container's network namespace.</summary>
public interface INetworkPort
{
    /// <summary>
    /// Has the port say, from any thread, that something of the network has changed. Called before the first look; once is
    /// enough.
    /// </summary>
    void Watch(Action onChange);

    /// <summary>The engine sets the network up while the VM starts.</summary>
    bool Comes { get; }

    /// <summary>Tells, from any thread, when the engine has set the network up: null, or why it could not.</summary>
    void WhenThere(Action<string?> done);

    /// <summary>A tap for the first card, so that a VM can start before its network is there; the first interface gets it. Null
    /// where the VM should rather wait.</summary>
    /// <exception cref="DkvmException">What could not be done, and how to mend it.</exception>
    Tap? Reserve();

    /// <summary>
    /// Connects every interface of the container to a tap, for a VM that is to start: its cards are numbered from 0. Can
    /// be called again after a failure half way.
    /// </summary>
    /// <exception cref="DkvmException">What could not be done, and how to mend it.</exception>
    NetworkSetup SetUp();

    /// <summary>
    /// Looks again, for a VM that runs: interfaces that came have a tap each now, with a card's number that was not used
    /// before. The taps of those that went stay until <see cref="Release"/>.
    /// </summary>
    /// <exception cref="DkvmException">What could not be done, and how to mend it.</exception>
    NetworkSetup LookAgain();

    /// <summary>The guest's card has gone, or leads nowhere: its tap goes, as far as QEMU lets it.</summary>
    void Release(int card);

    /// <summary>The guest cannot have the card: its tap goes, and its interface is left out from now on.</summary>
    void Refuse(int card);

    /// <summary>Takes taps and rules away again; does nothing where there are none.</summary>
    void TearDown();
}

/// <param name="Plan">What the guest is to have.</param>
/// <param name="Taps">One per interface, in the plan's order.</param>
/// <param name="LeftOut">The names of interfaces that the guest cannot have.</param>
public sealed record NetworkSetup(NetworkPlan Plan, IReadOnlyList<Tap> Taps, string LeftOut = "");

/// <param name="Descriptor">An open tap, which stays the port's.</param>
/// <param name="Card">The number of the guest's card, whose first address is <see cref="CardMac.Of"/>.</param>
public sealed record Tap(int Descriptor, int Card);
