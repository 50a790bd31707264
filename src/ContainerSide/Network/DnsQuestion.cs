using Dkvm.Linux;

namespace Dkvm.ContainerSide.Network;

/// <summary>A question that Docker's DNS server has been asked; disposing of it gives it up.</summary>
internal abstract class DnsQuestion : IDisposable
{
    private readonly Watch _watch;
    private readonly Action<byte[]?> _onFinished;

    /// <param name="loop">The supervisor's loop.</param>
    /// <param name="fd">The question's from here on.</param>
    /// <param name="onFinished">Gets the answer, or null where there will be none.</param>
    protected DnsQuestion(EventLoop loop, int fd, Action<byte[]?> onFinished)
    {
        (Fd, _onFinished) = (fd, onFinished);
        _watch = loop.Add(fd, _ => OnReadable(), _ => OnWritable());
    }

    protected int Fd { get; }

    public void Dispose()
    {
        _watch.Dispose();
        Descriptor.Close(Fd);
    }

    protected void Want(bool read, bool write) => _watch.Want(read, write);

    protected void Finish(byte[]? answer) => _onFinished(answer);

    protected abstract void OnReadable();

    protected virtual void OnWritable()
    {
    }
}
