using Dkvm.ContainerSide.Guest;
using Dkvm.ContainerSide.Qemu;
using Dkvm.Contract;
using Dkvm.Protocol.Control;

namespace Dkvm.ContainerSide.Control;

/// <summary><c>console</c>: the guest's console and its kernel's log (ConsoleWire.cs).</summary>
public sealed class ConsoleCommand(World world, ConsoleFeed console, GuestPort guest) : IControlCommand
{
    /// <summary>Below what the guest lets wait for its kernel's log (KernelLogCommand).</summary>
    private const int MostFollowers = 8;

    private int _followers;

    public string Name => ConsoleWire.Name;

    public void Begin(ControlCall call)
    {
        var follows = ConsoleWire.Follows(call.Arguments);
        if (follows && _followers >= MostFollowers)
            throw new DkvmException($"{MostFollowers} clients follow the console already");
        if (follows)
            _followers++;
        new ConsoleReader(world.Loop, call, console, guest, follows, onClosed: () =>
        {
            if (follows)
                _followers--;
        }).Begin();
    }
}
