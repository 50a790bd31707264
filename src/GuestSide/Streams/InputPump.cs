using Dkvm.Linux;
using Dkvm.Protocol.Streams;

namespace Dkvm.GuestSide.Streams;

/// <summary>
/// Carries what the host sends to a process's stdin (or its terminal). Holds what the process has not read yet, which
/// the host's credit bounds; credit goes back as the process takes it. Bytes may come before there is a process.
/// </summary>
internal sealed class InputPump(EventLoop loop, StreamPort port, uint session) : IDisposable
{
    /// <summary>Credit goes back in pieces of this size: the host always has three quarters of it left.</summary>
    private const int CreditPiece = Frame.Window / 4;

    private readonly Queue<byte[]> _held = [];
    private int _heldBytes;
    private int _takenOfFirst;
    private int _uncredited;
    private int _fd = -1;
    private Watch? _watch;
    private bool _isTerminal;
    private bool _ending;
    private bool _closed;

    /// <summary>The process is there. With a terminal, the end of the input does not end anything.</summary>
    /// <param name="fd">Not blocking; this closes it.</param>
    /// <param name="isTerminal">A terminal has no end of its own: hanging up is its master's closing.</param>
    public void Attach(int fd, bool isTerminal)
    {
        (_fd, _isTerminal) = (fd, isTerminal);
        // A pipe's writing end is "readable" only by its error: the reader has gone. A master is read elsewhere.
        _watch = loop.Add(fd, _ => OnReaderGone(), _ => Flush());
        if (!isTerminal)
            _watch.WantRead(true);
        Flush();
    }

    /// <summary>There is nobody to write to: what comes is thrown away, and the host told.</summary>
    public void AttachNothing() => Close(tellHost: true);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_closed || _ending)
            return;
        if (_fd >= 0 && _heldBytes == 0)
            bytes = bytes[Take(bytes)..];
        if (bytes.Length == 0 || _closed)
            return;
        if (_heldBytes + bytes.Length > Frame.Window)
        {
            GuestConsole.Write($"session {session}: the host sent more input than it has credit for");
            Close(tellHost: true);
            return;
        }
        _held.Enqueue(bytes.ToArray());
        _heldBytes += bytes.Length;
        _watch?.WantWrite(true);
    }

    /// <summary>End of file, once everything before it is written.</summary>
    public void End()
    {
        _ending = true;
        if (_fd >= 0)
            Flush();
    }

    /// <summary>
    /// Another host sends, which has no credit before it is told: what is held here counts against it. Where the end has come
    /// already, nobody reads what he has.
    /// </summary>
    public void BeginAnew()
    {
        _uncredited = 0;
        if (_closed || _ending)
            port.Send(FrameKind.Cancel, Frame.Stdin, session);
        else if (_heldBytes < Frame.Window)
            port.SendNumber(FrameKind.Credit, Frame.Stdin, session, (uint)(Frame.Window - _heldBytes));
    }

    public void Dispose() => Close(tellHost: false);

    private void Flush()
    {
        while (!_closed && _held.TryPeek(out var part))
        {
            var n = Take(part.AsSpan(_takenOfFirst));
            _takenOfFirst += n;
            _heldBytes -= n;
            if (_takenOfFirst < part.Length)
                break;
            _takenOfFirst = 0;
            _held.Dequeue();
        }
        if (_closed)
            return;
        _watch?.WantWrite(_held.Count > 0);
        if (_held.Count == 0 && _ending && !_isTerminal)
            Close(tellHost: false);
    }

    /// <returns>How many bytes the process's pipe took.</returns>
    private int Take(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (taken < bytes.Length)
        {
            var n = Descriptor.Write(_fd, bytes[taken..]);
            if (n == -Errno.EAGAIN)
                break;
            if (n < 0) // EPIPE, or EIO from a terminal whose session has ended
            {
                Close(tellHost: true);
                return taken;
            }
            taken += n;
        }
        _uncredited += taken;
        if (_uncredited >= CreditPiece)
        {
            port.SendNumber(FrameKind.Credit, Frame.Stdin, session, (uint)_uncredited);
            _uncredited = 0;
        }
        return taken;
    }

    private void OnReaderGone() => Close(tellHost: true);

    private void Close(bool tellHost)
    {
        if (_closed)
            return;
        _closed = true;
        _held.Clear();
        _heldBytes = 0;
        _watch?.Dispose();
        Descriptor.Close(_fd);
        if (tellHost)
            port.Send(FrameKind.Cancel, Frame.Stdin, session);
    }
}
