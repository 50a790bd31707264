using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Control;

namespace Dkvm.ExecClient;

/// <summary>The connection to the supervisor, on which dkvm has had the process started.</summary>
internal sealed class ExecConnection(int socket)
{
    private readonly LineReader _lines = new(ControlLine.MaxLength);
    private readonly byte[] _buffer = new byte[4096];
    private (int Code, string? Error)? _end;

    /// <summary>Hands over stdin, stdout and stderr.</summary>
    public void Attach()
    {
        var line = ControlWriter.Request(ExecWire.Attach);
        var sent = UnixSocket.Send(socket, line, [0, 1, 2]);
        if (sent > 0)
            Descriptor.WriteAll(socket, line.AsSpan(sent));
    }

    public void Signal(int number) => Descriptor.WriteAll(socket, ExecWire.SignalRequest(number));

    public void Resize() => Descriptor.WriteAll(socket, ControlWriter.Request(ExecWire.Resize));

    /// <returns>The process's exit code, or the one to end with where it was lost, and why.</returns>
    public (int Code, string? Error) WaitForEnd()
    {
        var nobodys = new List<int>();
        while (_end is null)
        {
            var n = UnixSocket.Receive(socket, _buffer, nobodys);
            if (n <= 0)
                return (ExitCode.Killed, null); // the supervisor ends, and this process with it
            _lines.Feed(_buffer.AsSpan(0, n), line => _end ??= ControlLine.ReadAnswer(line) switch
            {
                ControlAnswer.Return code => (code.Value.GetInt32(), null),
                ControlAnswer.Error e => (e.ExitCode ?? ExitCode.RuntimeFailed, e.Message),
                _ => null,
            });
        }
        return _end.Value;
    }
}
