using Dkvm.Contract;

namespace Dkvm.ContainerSide.Network;

/// <summary>One network card of the guest.</summary>
/// <param name="Plan">What the guest is told of it.</param>
/// <param name="LinkIndex">The container's interface that it stands for.</param>
/// <param name="TapName">The tap's name in the container.</param>
/// <param name="TapDescriptor">
/// For QEMU's <c>-netdev tap,fd=</c>. It stays <see cref="ContainerNetwork"/>'s, so that the tap outlives one QEMU.
/// </param>
/// <param name="Card">Its number.</param>
public sealed record GuestNic(InterfacePlan Plan, int LinkIndex, string TapName, int TapDescriptor, int Card);

/// <param name="Plan">For the guest.</param>
/// <param name="Nics">For QEMU, in the order of the plan's interfaces.</param>
/// <param name="LeftOut">The names of interfaces that were refused.</param>
public sealed record ConnectedNetwork(NetworkPlan Plan, IReadOnlyList<GuestNic> Nics, IReadOnlyList<string> LeftOut);
