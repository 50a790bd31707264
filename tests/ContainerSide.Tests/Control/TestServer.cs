using System.Text;
using Dkvm.ContainerSide.Control;
using Dkvm.HostSide;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Control;

namespace Dkvm.Tests.ContainerSide.Control;

/// <summary>A server with the commands that a test gives it, in a folder of its own that looks like /run/dkvm.</summary>
internal sealed class TestServer : IDisposable
{
    public const string Container = "c1";

    private readonly EventLoop _loop;
    private readonly ControlServer _server;

    public TestServer(params IControlCommand[] commands)
        : this(TimeSpan.FromMinutes(1), commands)
    {
    }

    public TestServer(TimeSpan patience, params IControlCommand[] commands)
        : this(new EventLoop(), patience, commands)
    {
    }

    /// <param name="loop">That of commands which have need of it; this starts and ends it.</param>
    public TestServer(EventLoop loop, TimeSpan patience, params IControlCommand[] commands)
    {
        _loop = loop;
        Run = Directory.CreateTempSubdirectory("dkvm-control-").FullName;
        Directory.CreateDirectory($"{Run}/{Container}/state");
        _server = new ControlServer(_loop, Socket, commands, patience);
        _loop.Start("control test");
    }

    public string Run { get; }

    public string Socket => $"{Run}/{Container}/state/control.sock";

    public ControlClient Connect() => ControlClient.Connect(Container, Run);

    /// <summary>Runs on the loop's thread and returns what comes of it.</summary>
    public T OnLoop<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(() => done.SetResult(work()));
        return done.Task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        OnLoop(() =>
        {
            _server.Dispose();
            return 0;
        });
        _loop.Dispose();
        Directory.Delete(Run, recursive: true);
    }
}

/// <summary>A command made of a function.</summary>
internal sealed class Command(string name, Action<ControlCall> begin) : IControlCommand
{
    public string Name => name;

    public void Begin(ControlCall call) => begin(call);
}

/// <summary>A client without manners: writes any bytes, reads all lines to the end.</summary>
internal sealed class RawClient(string socket) : IDisposable
{
    private readonly int _fd = UnixSocket.Connect(socket);

    public int Descriptor => _fd;

    public void Write(string text) => Assert.True(Linux.Descriptor.WriteAll(_fd, Encoding.UTF8.GetBytes(text)));

    /// <summary>As many bytes as the other side takes before it closes.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes) => Linux.Descriptor.WriteAll(_fd, bytes);

    public IReadOnlyList<ControlAnswer> ReadToEnd()
    {
        var answers = new List<ControlAnswer>();
        var lines = new LineReader(ControlLine.MaxLength);
        var buffer = new byte[64 * 1024];
        while (Linux.Descriptor.Read(_fd, buffer) is > 0 and var n)
            lines.Feed(buffer.AsSpan(0, n), line => answers.Add(ControlLine.ReadAnswer(line)));
        return answers;
    }

    public string ErrorAtTheEnd() => Assert.IsType<ControlAnswer.Error>(Assert.Single(ReadToEnd())).Message;

    public void Dispose() => Linux.Descriptor.Close(_fd);
}
