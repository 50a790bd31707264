using System.Text;
using System.Text.Json;
using Dkvm.Actors.Ports;
using Dkvm.ContainerSide.Exec;
using Dkvm.ContainerSide.Guest;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Streams;

namespace Dkvm.Tests.ContainerSide;

/// <summary>The container's end of an exec, with the test in the guest's place.</summary>
public sealed class ExecSessionTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly EventLoop _loop = new();
    private readonly GuestEnd _guest = new();
    private readonly ExecSessions _sessions;
    private readonly System.Collections.Concurrent.BlockingCollection<ExecSaid> _said = [];
    private readonly System.Collections.Concurrent.BlockingCollection<GuestSaid> _lost = [];

    public ExecSessionTests()
    {
        _sessions = new ExecSessions(_loop);
        _sessions.Connect(
            new AgentConnection(_loop, _guest.AgentSocket, _ => { }), new StreamConnection(_loop, _guest.StreamSocket, _lost.Add));
        _loop.Start("exec test");
    }

    private IExecSession Start(bool terminal = false)
    {
        var session = _sessions.Start(new ProcessPlan { Args = ["cat"], Terminal = terminal }, _said.Add);
        _guest.Answer("{}");
        Assert.IsType<ExecSaid.Started>(Next());
        return session;
    }

    private ExecSaid Next() => _said.TryTake(out var said, Long) ? said : throw new TimeoutException("nothing was said");

    [Fact]
    public void What_comes_before_the_client_and_the_exit_code_wait_for_it()
    {
        var session = Start();
        _guest.Send(Frame.Encode(FrameKind.Data, Frame.Stdout, 1, "out"u8), Frame.Encode(FrameKind.Data, Frame.Stderr, 1, "err"u8));
        _guest.Send(Frame.Encode(FrameKind.End, Frame.Stdout, 1), Frame.Encode(FrameKind.End, Frame.Stderr, 1));
        _guest.Send(Frame.EncodeNumber(FrameKind.Exit, 0, 1, 7));
        using var client = new ClientStdio();
        session.Attach(client.Stdio);
        Assert.Equal(new ExecSaid.Exited(7), Next());
        Assert.Equal("out", client.ReadToEnd(client.Output));
        Assert.Equal("err", client.ReadToEnd(client.Errors));
    }

    [Fact]
    public void The_exit_code_waits_for_what_was_written_before_and_not_for_the_background()
    {
        var session = Start();
        using var client = new ClientStdio();
        session.Attach(client.Stdio);
        var much = new byte[Frame.MaxPayload];
        for (var i = 0; i < 4; i++)
            _guest.Send(Frame.Encode(FrameKind.Data, Frame.Stdout, 1, much));
        _guest.Send(Frame.EncodeNumber(FrameKind.Exit, 0, 1, 0));
        Assert.False(_said.TryTake(out _, TimeSpan.FromMilliseconds(100)));
        client.Read(client.Output, 4 * much.Length);
        Assert.Equal(new ExecSaid.Exited(0), Next());
        _guest.Send(Frame.Encode(FrameKind.Data, Frame.Stdout, 1, "still"u8));
        Assert.Equal("still", Encoding.ASCII.GetString(client.Read(client.Output, 5)));
    }

    [Fact]
    public void A_reader_that_goes_is_noticed_without_a_word_from_the_guest()
    {
        var session = Start();
        using var client = new ClientStdio();
        session.Attach(client.Stdio);
        Descriptor.Close(client.Output);
        client.Output = -1;
        Assert.Equal((FrameKind.Cancel, Frame.Stdout), _guest.NextFrame(FrameKind.Cancel));
    }

    [Fact]
    public void A_session_that_nobody_waits_for_is_killed_and_its_output_goes_nowhere()
    {
        var session = Start();
        session.Kill();
        Assert.Equal((FrameKind.Signal, Frame.Stdin), _guest.NextFrame(FrameKind.Signal));
        Assert.Equal((FrameKind.Cancel, Frame.Stdout), _guest.NextFrame(FrameKind.Cancel));
    }

    [Fact]
    public void A_process_that_cannot_be_started_is_refused_with_its_code()
    {
        _sessions.Start(new ProcessPlan { Args = ["x"] }, _said.Add);
        _guest.Answer("""{"failure": {"exitCode": 127, "message": "no x"}}""");
        Assert.Equal(new ExecSaid.Refused(127, "no x"), Next());
    }

    [Fact]
    public void A_guest_that_sends_more_than_its_window_before_the_client_is_there_breaks_the_protocol()
    {
        Start();
        for (var i = 0; i <= Frame.Window / Frame.MaxPayload; i++)
            _guest.Send(Frame.Encode(FrameKind.Data, Frame.Stdout, 1, new byte[Frame.MaxPayload]));
        Assert.True(_lost.TryTake(out var what, Long));
        Assert.IsType<GuestSaid.Broke>(what);
    }

    [Fact]
    public void Descriptors_are_the_sessions_to_close_once_all_is_over()
    {
        var session = Start();
        using var client = new ClientStdio();
        session.Attach(client.Stdio);
        _guest.Send(Frame.Encode(FrameKind.End, Frame.Stdout, 1), Frame.Encode(FrameKind.End, Frame.Stderr, 1));
        _guest.Send(Frame.EncodeNumber(FrameKind.Exit, 0, 1, 0));
        Assert.Equal(new ExecSaid.Exited(0), Next());
        Assert.Equal("", client.ReadToEnd(client.Output));
        Assert.Equal("", client.ReadToEnd(client.Errors));
    }

    public void Dispose()
    {
        _loop.Dispose();
        _guest.Dispose();
    }
}

/// <summary>The guest's side of both ports.</summary>
internal sealed class GuestEnd : IDisposable
{
    private (int Ours, int Theirs) _agent = UnixSocket.Pair();
    private (int Ours, int Theirs) _stream = UnixSocket.Pair();
    private readonly FrameReader _frames = new();
    private readonly Queue<(FrameKind, byte)> _got = [];

    public int AgentSocket => _agent.Ours;

    public int StreamSocket => _stream.Ours;

    /// <summary>Waits for a command, and answers it.</summary>
    public void Answer(string result)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (Descriptor.Read(_agent.Theirs, one) == 1 && one[0] != '\n')
            line.Add(one[0]);
        var id = JsonDocument.Parse(line.ToArray()).RootElement.GetProperty("id").GetInt64();
        Assert.True(Descriptor.WriteAll(_agent.Theirs, Encoding.UTF8.GetBytes($"{{\"return\": {result}, \"id\": {id}}}\n")));
    }

    /// <summary>Waits for guest-sync-delimited, and answers it. Before that comes 0xFF.</summary>
    public void Synchronise()
    {
        Assert.Equal(1, Descriptor.Read(_agent.Theirs, new byte[1]));
        Answer("1");
    }

    /// <summary>QEMU has gone.</summary>
    public void HangUp()
    {
        Descriptor.Close(_agent.Theirs);
        Descriptor.Close(_stream.Theirs);
        (_agent.Theirs, _stream.Theirs) = (-1, -1);
    }

    public void Send(params byte[][] frames)
    {
        foreach (var frame in frames)
            Descriptor.WriteAll(_stream.Theirs, frame);
    }

    /// <summary>The next frame of that kind.</summary>
    public (FrameKind, byte) NextFrame(FrameKind kind)
    {
        var buffer = new byte[4096];
        while (true)
        {
            while (_got.TryDequeue(out var frame))
                if (frame.Item1 == kind)
                    return frame;
            var n = Descriptor.Read(_stream.Theirs, buffer);
            Assert.True(n > 0);
            _frames.Feed(buffer.AsSpan(0, n), f => _got.Enqueue((f.Kind, f.Channel)));
        }
    }

    public void Dispose() => HangUp();
}

/// <summary>Pipes in the place of a client's stdin, stdout and stderr.</summary>
internal sealed class ClientStdio : IDisposable
{
    private readonly int _input;

    public ClientStdio()
    {
        var (stdin, stdout, stderr) = (Descriptor.Pipe(), Descriptor.Pipe(), Descriptor.Pipe());
        (_input, Output, Errors) = (stdin.Write, stdout.Read, stderr.Read);
        Inner = (stdin.Read, stdout.Write, stderr.Write);
        Stdio = new ExecStdio([Inner.In, Inner.Out, Inner.Err]);
    }

    /// <summary>What the supervisor has of them.</summary>
    public (int In, int Out, int Err) Inner { get; }

    public ExecStdio Stdio { get; }

    public int Output { get; set; }

    public int Errors { get; }

    /// <summary>On its stdin.</summary>
    public void Write(string text) => Assert.True(Descriptor.WriteAll(_input, Encoding.ASCII.GetBytes(text)));

    public byte[] Read(int fd, int count)
    {
        var bytes = new byte[count];
        for (var have = 0; have < count;)
        {
            var n = Descriptor.Read(fd, bytes.AsSpan(have));
            Assert.True(n > 0);
            have += n;
        }
        return bytes;
    }

    public string ReadToEnd(int fd)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[4096];
        for (int n; (n = Descriptor.Read(fd, buffer)) > 0;)
            bytes.Write(buffer, 0, n);
        return Encoding.ASCII.GetString(bytes.ToArray());
    }

    public void Dispose()
    {
        Descriptor.Close(_input);
        Descriptor.Close(Output);
        Descriptor.Close(Errors);
    }
}
