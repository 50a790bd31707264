using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>
/// Holds a child that is ready at the last step before execve(2): what it takes to get there can run beside what it has
/// to wait for. Any thread but the one that spawns may decide, once; before the spawn or while it waits. futex(2).
/// </summary>
public sealed unsafe class SpawnGate : IDisposable
{
    private const int Opened = 1;
    private const int Refused = 2;

    private int* _word = (int*)NativeMemory.AllocZeroed(sizeof(int));

    /// <summary>What the child waits on: the memory is shared with it until it executes.</summary>
    internal int* Word => _word;

    /// <summary>The program may run.</summary>
    public void Open() => SpawnNative.SetGate(_word, Opened);

    /// <summary>It may not: the spawn fails with ECANCELED at <see cref="SpawnStep.Gate"/>.</summary>
    public void Refuse() => SpawnNative.SetGate(_word, Refused);

    /// <summary>Neither a spawn nor a decision is under way.</summary>
    public void Dispose()
    {
        NativeMemory.Free(_word);
        _word = null;
    }
}
