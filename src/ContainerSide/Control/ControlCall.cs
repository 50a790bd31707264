using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol.Control;

namespace Dkvm.ContainerSide.Control;

/// <summary>A client's command: what it asked, and the way back. The answering methods may be called from any thread.</summary>
public sealed class ControlCall
{
    private readonly EventLoop _loop;
    private readonly ControlConnection _connection;

    internal ControlCall(EventLoop loop, ControlConnection connection, JsonElement arguments) =>
        (_loop, _connection, Arguments) = (loop, connection, arguments);

    /// <summary>An object.</summary>
    public JsonElement Arguments { get; }

    /// <summary>
    /// Gets each further line of the client, on the loop's thread. Where it is null, further lines are an error.
    /// </summary>
    public Action<ControlRequest>? OnRequest { get; set; }

    /// <summary>Called once on the loop's thread when the client has gone, or the connection is over.</summary>
    public Action? OnClosed { get; set; }

    /// <summary>Bytes that the client has not taken yet: for commands that can say less. Loop's thread only.</summary>
    public long Backlog => _connection.Backlog;

    /// <summary>
    /// The descriptors that have come, which are the caller's from now on. Those that nobody takes are closed with the
    /// connection. Loop's thread only.
    /// </summary>
    public IReadOnlyList<int> TakeDescriptors() => _connection.TakeDescriptors();

    /// <summary>One of several answers.</summary>
    public void Event(Action<Utf8JsonWriter>? value = null)
    {
        var line = ControlWriter.Event(value);
        _loop.Post(() => _connection.Send(line));
    }

    /// <summary>The last answer.</summary>
    public void Return(Action<Utf8JsonWriter>? value = null) => Last(ControlWriter.Return(value));

    /// <summary>The last answer: the command failed.</summary>
    public void Fail(DkvmException why, int? exitCode = null) =>
        Last(ControlWriter.Error(new(why.Message, why.Where, why.Remedy, exitCode)));

    private void Last(byte[] line) => _loop.Post(() => _connection.SendLast(line));
}
