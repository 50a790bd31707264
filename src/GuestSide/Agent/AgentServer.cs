using System.Text.Json;
using Dkvm.GuestSide.Streams;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Agent;

/// <summary>
/// Serves the QEMU Guest Agent protocol on its port: a command in, an answer out, in order. A command that may take long
/// runs on a thread of its own, and those after it wait. Ours do not: they are answered at once, by id.
/// </summary>
internal sealed class AgentServer : IDisposable
{
    private const int MostWaiting = 64;

    private readonly EventLoop _loop;
    private readonly VirtioPort _port;
    private readonly AgentCommandTable _commands;
    private readonly Action<bool> _beforeFirstAnswer;
    private readonly LineReader _lines;
    private Queue<AgentCall>? _waiting;
    private JsonSplitter? _splitter;
    private bool _busy;
    private bool _answered;
    private bool _moreCame;

    /// <param name="loop">Whose thread all this runs on.</param>
    /// <param name="fd">The port.</param>
    /// <param name="commands">What can be asked.</param>
    /// <param name="beforeFirstAnswer">
    /// Called once, told whether more commands have come with the first: after it the host may take the guest for ready.
    /// </param>
    public AgentServer(EventLoop loop, int fd, AgentCommandTable commands, Action<bool> beforeFirstAnswer)
    {
        (_loop, _commands, _beforeFirstAnswer) = (loop, commands, beforeFirstAnswer);
        _lines = new LineReader(AgentCommands.MaxLine, () => _splitter?.Clear());
        _port = new VirtioPort(loop, fd, OnBytes);
    }

    /// <summary>Serves what is there already.</summary>
    public void ReadNow() => _port.ReadNow();

    public void Dispose() => _port.Dispose();

    /// <summary>Called once, when the next bytes come.</summary>
    public Action? OnNextBytes { get; set; }

    private void OnBytes(ReadOnlySpan<byte> bytes)
    {
        OnNextBytes?.Invoke();
        OnNextBytes = null;
        _moreCame = bytes.IndexOf((byte)'\n') is >= 0 and var end && end + 1 < bytes.Length;
        try
        {
            _lines.Feed(bytes, OnLine);
        }
        catch (ProtocolException e)
        {
            Refuse(e.Message);
        }
    }

    private void OnLine(ReadOnlyMemory<byte> line)
    {
        if (!_answered)
        {
            _answered = true;
            _beforeFirstAnswer(_moreCame);
        }
        if (_splitter?.Waits != true && TryParse(line, out var call, out _))
        {
            Take(call);
            return;
        }
        _splitter ??= new JsonSplitter(AgentCommands.MaxLine);
        foreach (var text in _splitter.Add(line.Span))
            if (TryParse(text, out call, out var why))
                Take(call);
            else
                Refuse(why);
    }

    private static bool TryParse(ReadOnlyMemory<byte> text, out AgentCall call, out string why)
    {
        (call, why) = (default, "");
        try
        {
            call = AgentCall.Parse(text);
            return true;
        }
        catch (JsonException e)
        {
            why = e.Message;
            return false;
        }
    }

    private void Refuse(string why) => Take(new AgentCall(null, default, default, $"JSON parse error, {why}"));

    private void Take(AgentCall call)
    {
        // guest-shutdown has no answer to keep in order, and is not to be held up.
        if (!_busy || AgentCommands.IsOurs(call.Command) || call.Command == AgentCommands.Shutdown)
            Serve(call);
        else if ((_waiting ??= []).Count < MostWaiting)
            _waiting.Enqueue(call);
        else
            Send(new Reply(call, new AgentFault($"{MostWaiting} commands wait already")).Line());
    }

    private void Serve(AgentCall call)
    {
        switch (call.Command)
        {
            case AgentCommands.Network or AgentCommands.Processes or AgentCommands.Resume:
                Aside(() => new Reply(call, _commands.Execute).Line(), Send); // waits for cards or files, and nobody for it
                return;
            case AgentCommands.KernelLog when call.Problem is null:
                _commands.KernelLog.Ask(call, reply => Send(reply.Line()));
                return;
        }
        if (AgentCommandTable.MayTakeLong(call.Command))
        {
            ServeAside(() => new Reply(call, _commands.Execute).Line());
            return;
        }
        var reply = new Reply(call, _commands.Execute);
        if (reply.IsLong)
            ServeAside(reply.Line);
        else
            Send(reply.Line());
    }

    private void ServeAside(Func<ReadOnlyMemory<byte>> answer)
    {
        _busy = true;
        Aside(answer, Finish);
    }

    private void Aside(Func<ReadOnlyMemory<byte>> answer, Action<ReadOnlyMemory<byte>> then) => new Thread(() =>
    {
        var line = answer();
        _loop.Post(() => then(line));
    }, maxStackSize: 512 * 1024) { IsBackground = true, Name = "agent" }.Start();

    private void Finish(ReadOnlyMemory<byte> line)
    {
        _busy = false;
        Send(line);
        while (!_busy && _waiting?.TryDequeue(out var next) == true)
            Serve(next);
    }

    private void Send(ReadOnlyMemory<byte> line)
    {
        if (line.Length > 0)
            _port.Send(line);
    }
}
