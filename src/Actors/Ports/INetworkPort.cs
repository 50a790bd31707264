using Dkvm.Contract;

namespace Dkvm.Actors.Ports;

/// <summary>The container's network namespace.</summary>
public interface INetworkPort
{
    /// <summary>
    /// Connects every interface of the container to a tap. Can be called again after a failure half way.
    /// </summary>
    /// <exception cref="DkvmException">What could not be done, and how to mend it.</exception>
    NetworkSetup SetUp();

    /// <summary>Takes taps and rules away again; does nothing where there are none.</summary>
    void TearDown();
}

/// <param name="Plan">What the guest is to have.</param>
/// <param name="Taps">One per interface, in the plan's order.</param>
public sealed record NetworkSetup(NetworkPlan Plan, IReadOnlyList<Tap> Taps);

/// <param name="Descriptor">An open tap, which stays the port's.</param>
public sealed record Tap(int Descriptor);
