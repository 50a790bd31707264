using System.Text;
using Dkvm.Actors.Ports;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Qmp;

namespace Dkvm.ContainerSide.Qemu;

/// <summary>QEMU's monitor. Loop's thread only.</summary>
internal sealed class QmpConnection : IDisposable
{
    private readonly ByteChannel _channel;
    private readonly LineReader _lines = new(QmpMessage.MaxLine);
    private readonly Action<QemuSaid> _onEvent;
    private long _lastId;

    public QmpConnection(EventLoop loop, int fd, Action<QemuSaid> onEvent)
    {
        _onEvent = onEvent;
        _channel = new ByteChannel(loop, fd, Receive, why => onEvent(new QemuSaid.MonitorLost(why)), bufferSize: 4096);
    }

    public void Execute(string command) =>
        _channel.Send(Encoding.UTF8.GetBytes($$"""{"execute":"{{command}}","id":{{++_lastId}}}""" + "\n"));

    /// <summary>Takes the last events of a QEMU that has ended.</summary>
    public void Drain() => _channel.Drain();

    public void Dispose() => _channel.Dispose();

    private void Receive(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            _lines.Feed(bytes.Span, line => Handle(QmpMessage.Parse(line)));
        }
        catch (ProtocolException e)
        {
            _channel.Dispose();
            _onEvent(new QemuSaid.MonitorLost(e.Message));
        }
    }

    private void Handle(QmpMessage message)
    {
        switch (message)
        {
            case QmpMessage.Greeting:
                Execute(QmpNames.Capabilities);
                break;
            case QmpMessage.Return { Id: 1 }:
                _onEvent(new QemuSaid.Greeted());
                break;
            case QmpMessage.Event { Name: QmpNames.Shutdown, Reason: var reason }:
                _onEvent(new QemuSaid.ShuttingDown(reason ?? ""));
                break;
            case QmpMessage.Event { Name: QmpNames.GuestPanicked }:
                _onEvent(new QemuSaid.Panicked());
                break;
        }
    }
}
