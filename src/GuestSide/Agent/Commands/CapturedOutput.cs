using Dkvm.Linux;

namespace Dkvm.GuestSide.Agent;

/// <summary>Room that several share. Loop's thread only.</summary>
internal sealed class HeldBytes(int most)
{
    private int _used;

    /// <returns>How many bytes of what is wanted there is room for.</returns>
    public int Take(int wanted)
    {
        var granted = Math.Min(wanted, most - _used);
        _used += granted;
        return granted;
    }

    public void GiveBack(int bytes) => _used -= bytes;
}

/// <summary>
/// What a process writes to a pipe, up to QEMU's limit (GUEST_EXEC_MAX_OUTPUT in qga/commands.c). It is read to its end
/// in any case, so that the process never waits.
/// </summary>
internal sealed class CapturedOutput : IDisposable
{
    private const int Most = 16 * 1024 * 1024;
    private const int Piece = 64 * 1024;
    private const int ReadsInARow = 8;

    private readonly int _fd;
    private readonly Watch _watch;
    private readonly HeldBytes _held;
    private byte[] _content = [];
    private int _reserved;

    /// <param name="loop">Whose thread calls back.</param>
    /// <param name="fd">Its reading end; this closes it.</param>
    /// <param name="held">The room that all have together.</param>
    public CapturedOutput(EventLoop loop, int fd, HeldBytes held)
    {
        (_fd, _held) = (fd, held);
        Descriptor.SetNonBlocking(fd);
        _watch = loop.Add(fd, _ => Read());
        _watch.WantRead(true);
    }

    public bool Ended { get; private set; }

    /// <summary>There was more than is held.</summary>
    public bool Truncated { get; private set; }

    public int Size { get; private set; }

    /// <summary>Stays what it is after the end.</summary>
    public ReadOnlySpan<byte> Bytes => _content.AsSpan(0, Size);

    public void Dispose()
    {
        End();
        _held.GiveBack(_reserved);
        _reserved = 0;
    }

    private void Read()
    {
        for (var i = 0; i < ReadsInARow; i++)
        {
            if (Size == _content.Length)
                Grow();
            // Without room the rest is only counted as lost.
            var into = Size < _content.Length ? _content.AsSpan(Size) : new byte[Piece];
            var n = Descriptor.Read(_fd, into);
            if (n == -Errno.EAGAIN)
                return;
            if (n <= 0)
            {
                End();
                return;
            }
            if (Size < _content.Length)
                Size += n;
            else
                Truncated = true;
        }
    }

    private void Grow()
    {
        var wanted = Math.Min(Math.Max(_content.Length, Piece), Most - _content.Length);
        var granted = _held.Take(wanted);
        _reserved += granted;
        if (granted > 0)
            Array.Resize(ref _content, _content.Length + granted);
    }

    private void End()
    {
        if (Ended)
            return;
        Ended = true;
        _watch.Dispose();
        Descriptor.Close(_fd);
    }
}
