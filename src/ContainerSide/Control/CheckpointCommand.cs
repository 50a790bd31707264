using Dkvm.Actors.Ports;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol.Control;

namespace Dkvm.ContainerSide.Control;

/// <summary><c>checkpoint</c>: the VM is saved into the client's files (CheckpointWire.cs).</summary>
/// <param name="checkpoint">Tells the VM.</param>
public sealed class CheckpointCommand(Action<ICheckpoint> checkpoint) : IControlCommand
{
    public string Name => CheckpointWire.Checkpoint;

    public void Begin(ControlCall call)
    {
        var descriptors = call.TakeDescriptors();
        if (descriptors is not [var machine, var memory])
        {
            foreach (var fd in descriptors)
                Descriptor.Close(fd);
            throw new DkvmException("the command \"checkpoint\" takes two descriptors");
        }
        checkpoint(new Asked(call, machine, memory, CheckpointWire.LeavesRunning(call.Arguments)));
    }

    private sealed class Asked(ControlCall call, int machine, int memory, bool leaveRunning) : ICheckpoint
    {
        private (int Machine, int Memory) _files = (machine, memory);

        public bool LeaveRunning => leaveRunning;

        public (int Machine, int Memory) TakeFiles()
        {
            lock (call)
            {
                var taken = _files;
                _files = (-1, -1);
                return taken;
            }
        }

        /// <summary>A client of a VM that ends waits for the end of the connection.</summary>
        public void Saved(int cards, Accelerator accelerator)
        {
            call.Event(json => CheckpointWire.WriteSaved(json, cards, accelerator == Accelerator.Kvm));
            if (leaveRunning)
                call.Return();
        }

        public void Failed(string why)
        {
            var (unusedMachine, unusedMemory) = TakeFiles();
            Descriptor.Close(unusedMachine);
            Descriptor.Close(unusedMemory);
            call.Fail(new DkvmException($"the VM cannot be saved: {why}"));
        }
    }
}
