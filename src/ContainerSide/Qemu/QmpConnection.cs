using System.Text;
using System.Text.Json;
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
    private readonly HashSet<long> _long = [];
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

    /// <summary>Told the event's name and the device's id where a device has gone, or stays although it should go.</summary>
    public Action<string, string>? OnDevice { get; set; }

    /// <param name="command">Of <see cref="QmpNames"/>.</param>
    /// <param name="arguments">A JSON object.</param>
    /// <param name="onAnswer">Gets the return or the error.</param>
    /// <param name="descriptor">QEMU gets a copy of it with the command; -1 for none.</param>
    public void Execute(string command, string arguments = "{}", Action<QmpMessage>? onAnswer = null, int descriptor = -1)
    {
        if (onAnswer is not null)
            _waiting[_lastId + 1] = onAnswer;
        var line = Encoding.UTF8.GetBytes($$"""{"execute":"{{command}}","arguments":{{arguments}},"id":{{++_lastId}}}""" + "\n");
        if (descriptor < 0)
            _channel.Send(line);
        else
            _channel.Send(line, descriptor);
    }

    /// <summary>A command of QEMU's human monitor, whose answer may be long.</summary>
    /// <param name="command">As a person types it.</param>
    /// <param name="onAnswer">Gets the return with its text, or the error.</param>
    /// <returns>What <see cref="Forget"/> takes.</returns>
    public long ExecuteHuman(string command, Action<QmpMessage> onAnswer)
    {
        _long.Add(_lastId + 1);
        _lines.MaxLine = QmpMessage.MaxLongAnswer;
        Execute(QmpNames.HumanMonitor, $$"""{"command-line":"{{JsonEncodedText.Encode(command)}}"}""", onAnswer);
        return _lastId;
    }

    /// <summary>Nobody needs the answer any more. It may still come.</summary>
    public void Forget(long id)
    {
        if (_waiting.ContainsKey(id))
            _waiting[id] = _ => { };
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
        catch (LineTooLongException e) when (_long.Count > 0)
        {
            // QEMU answers in order, and what is this long is the answer to the first of those that may be.
            var first = _long.Min();
            Answer(first, new QmpMessage.Error(first, "GenericError", $"the answer was {e.Message}"));
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
            case QmpMessage.Return { Id: { } id }:
                Answer(id, message);
                break;
            case QmpMessage.Error { Id: { } id }:
                Answer(id, message);
                break;
            case QmpMessage.Event { Name: QmpNames.Migration, Reason: { } status }:
                OnMigration?.Invoke(status);
                break;
            case QmpMessage.Event { Name: QmpNames.DeviceRemoved or QmpNames.DeviceStays, Device: { } device } about:
                OnDevice?.Invoke(about.Name, device);
                break;
            case QmpMessage.Event { Name: QmpNames.Shutdown, Reason: var reason }:
                _onEvent(new QemuSaid.ShuttingDown(reason ?? ""));
                break;
            case QmpMessage.Event { Name: QmpNames.GuestPanicked }:
                _onEvent(new QemuSaid.Panicked());
                break;
        }
    }

    private void Answer(long id, QmpMessage message)
    {
        if (_long.Remove(id) && _long.Count == 0)
            _lines.MaxLine = QmpMessage.MaxLine;
        if (_waiting.Remove(id, out var onAnswer))
            onAnswer(message);
    }
}
