using Dkvm.Actors.Vm;
using Dkvm.Protocol.Control;

namespace Dkvm.ContainerSide.Control;

/// <summary><c>resize</c>: the guest is to use so much of its memory and of its processors (ResizeWire.cs).</summary>
/// <param name="resize">Tells the VM.</param>
public sealed class ResizeCommand(Action<VmSize> resize) : IControlCommand
{
    public string Name => ResizeWire.Resize;

    public void Begin(ControlCall call)
    {
        var (memory, vcpus) = ResizeWire.Read(call.Arguments);
        resize(new(memory, vcpus));
        call.Return();
    }
}
