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
    private readonly Action _onReady;
    private readonly Dictionary<long, Action<QmpMessage>> _waiting = [];
    private long _lastId;

    /// <param name="loop">Whose thread all this is on.</param>
    /// <param name="fd">The monitor's socket.</param>
    /// <param name="onEvent">Told what the VM's life depends on.</param>
    /// <param name="onReady">Called once commands are taken.</param>
    public QmpConnection(EventLoop loop, int fd, Action<QemuSaid> onEvent, Action onReady)
    {
        (_onEvent, _onReady) = (onEvent, onReady);
        _channel = new ByteChannel(loop, fd, Receive, why => onEvent(new QemuSaid.MonitorLost(why)), bufferSize: 4096);
    }

    /// <summary>Told how a migration goes: the states of qapi/migration.json, MigrationStatus.</summary>
    public Action<string>? OnMigration { get; set; }

    /// <param name="command">Of <see cref="QmpNames"/>.</param>
    /// <param name="arguments">A JSON object.</param>
    /// <param name="onAnswer">Gets the return or the error.</param>
    public void Execute(string command, string arguments = "{}", Action<QmpMessage>? onAnswer = null)
    {
        if (onAnswer is not null)
            _waiting[_lastId + 1] = onAnswer;
        _channel.Send(Encoding.UTF8.GetBytes($$"""{"execute":"{{command}}","arguments":{{arguments}},"id":{{++_lastId}}}""" + "\n"));
    }

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
                Execute(QmpNames.Capabilities, onAnswer: _ => _onReady());
                break;
            case QmpMessage.Return { Id: { } id } when _waiting.Remove(id, out var onReturn):
                onReturn(message);
                break;
            case QmpMessage.Error { Id: { } id } when _waiting.Remove(id, out var onError):
                onError(message);
                break;
            case QmpMessage.Event { Name: QmpNames.Migration, Reason: { } status }:
                OnMigration?.Invoke(status);
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
