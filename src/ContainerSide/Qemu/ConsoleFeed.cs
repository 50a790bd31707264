namespace Dkvm.ContainerSide.Qemu;

/// <summary>
/// What the guest says on its console, for whoever asks later or listens meanwhile; where the VM is started again, that of
/// the one before it too. <see cref="Say"/> and <see cref="Listen"/> on the loop's thread only.
/// </summary>
public sealed class ConsoleFeed
{
    private const int Kept = 64 * 1024;

    private readonly TailBuffer _tail = new(Kept);
    private readonly List<Action<ReadOnlySpan<byte>>> _listeners = [];

    /// <summary>The end of what it has said: no control characters.</summary>
    public string Tail => _tail.Text;

    /// <summary>Has <paramref name="listener"/> told what comes from now on.</summary>
    /// <returns>Disposing of it ends that.</returns>
    public IDisposable Listen(Action<ReadOnlySpan<byte>> listener)
    {
        _listeners.Add(listener);
        return new Listening(() => _listeners.Remove(listener));
    }

    internal void Say(ReadOnlySpan<byte> bytes)
    {
        _tail.Append(bytes);
        foreach (var listener in _listeners.ToArray())
            listener(bytes);
    }

    private sealed class Listening(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
