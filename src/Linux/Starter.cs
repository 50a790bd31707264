namespace Dkvm.Linux;

/// <summary>
/// Has one thread wait for a word of another's, once: a pipe. The runtime's own events come to the same, by a hundred times the
/// code, which an emulated guest pays for in each start.
/// </summary>
public sealed class Starter
{
    private readonly (int Read, int Write) _pipe = Descriptor.Pipe();

    public void Go() => _ = Descriptor.Write(_pipe.Write, [0]);

    /// <summary>Once, by the thread that is to go.</summary>
    public void Wait()
    {
        _ = Descriptor.Read(_pipe.Read, stackalloc byte[1]);
        Descriptor.Close(_pipe.Read);
        Descriptor.Close(_pipe.Write);
    }
}
