using Dkvm.Contract;

namespace Dkvm.Actors.Ports;

/// <summary>Who asked for a VM to be saved, and waits for it. Methods may be called from any thread.</summary>
public interface ICheckpoint
{
    /// <summary>The VM goes on afterwards; else it ends, as if killed.</summary>
    bool LeaveRunning { get; }

    /// <summary>Descriptors that are open for writing, which the caller owns from now on.</summary>
    (int Machine, int Memory) TakeFiles();

    /// <summary>It is saved. One that is to end does so now.</summary>
    void Saved(int cards, Accelerator accelerator);

    /// <summary>It is not, and goes on.</summary>
    void Failed(string why);
}
