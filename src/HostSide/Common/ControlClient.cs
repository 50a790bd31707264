using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Control;

namespace Dkvm.HostSide;

/// <summary>
/// A connection to a container's supervisor, for one command; blocking. The conversation is drawn in
/// Protocol/Control/ControlLine.cs. Every failure is a <see cref="DkvmException"/> for the user.
/// </summary>
public sealed class ControlClient : IDisposable
{
    /// <summary>How long a supervisor that is being started may take until it listens, on a busy machine.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(15);

    /// <summary>A supervisor that runs answers at once.</summary>
    private static readonly TimeSpan TellPatience = TimeSpan.FromSeconds(2);

    private readonly LineReader _lines = new(ControlLine.MaxLength);
    private readonly Queue<ControlAnswer> _answers = [];
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly List<int> _unwanted = [];
    private readonly string _container;

    private ControlClient(string container, int descriptor) => (_container, Descriptor) = (container, descriptor);

    /// <summary>The connected socket, close-on-exec.</summary>
    public int Descriptor { get; }

    /// <summary>The supervisor has ended without a last answer.</summary>
    public bool HasGone { get; private set; }

    /// <param name="container">The whole id.</param>
    /// <param name="run">Where containers have their folders.</param>
    /// <exception cref="DkvmException">No VM of that id runs.</exception>
    public static ControlClient Connect(string container, string run = Paths.HostRun)
    {
        Appearance.Await($"{run}/{container}/{Path.GetDirectoryName(Paths.ControlInState)}", Path.GetFileName(Paths.ControlInState), StartPatience);
        try
        {
            return new(container, UnixSocket.Connect($"{run}/{container}/{Paths.ControlInState}"));
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ECONNREFUSED)
        {
            throw new DkvmException($"container {container} is not running", cause: e);
        }
        catch (LinuxException e)
        {
            throw new DkvmException($"the supervisor of container {container} cannot be reached: {e.Message}", cause: e);
        }
    }

    /// <summary>A command whose only answer is what it returns.</summary>
    /// <param name="container">The whole id.</param>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">Writes one JSON object, or null.</param>
    /// <param name="patience">How long to wait for the answer; null for ever.</param>
    public static JsonElement Call(
        string container, string command, Action<Utf8JsonWriter>? arguments = null, TimeSpan? patience = null, string run = Paths.HostRun)
    {
        using var client = Connect(container, run);
        client.Send(command, arguments);
        while (true)
            if (client.Next(patience) is ControlAnswer.Return done)
                return done.Value;
    }

    /// <summary>A command whose answer says no more than that it has come. A supervisor that is paused hears it when it goes on.</summary>
    /// <exception cref="DkvmException">No VM of that id runs.</exception>
    public static void Tell(string container, string command, Action<Utf8JsonWriter> arguments, string run = Paths.HostRun)
    {
        using var client = Connect(container, run);
        client.Send(command, arguments);
        try
        {
            client.Next(TellPatience);
        }
        catch (DkvmException) when (!client.HasGone)
        {
            // What was sent waits for it.
        }
    }

    /// <summary>Sends a command, or a further line of one, and copies of descriptors with it.</summary>
    public void Send(string command, Action<Utf8JsonWriter>? arguments = null, params ReadOnlySpan<int> descriptors)
    {
        var line = ControlWriter.Request(command, arguments);
        var sent = descriptors.Length > 0 ? UnixSocket.Send(Descriptor, line, descriptors) : 0;
        if (sent < 0 || !Linux.Descriptor.WriteAll(Descriptor, line.AsSpan(sent)))
            throw Gone();
    }

    /// <summary>The next event, or the last answer: what the command returns.</summary>
    /// <exception cref="DkvmException">The command failed, the supervisor went, or did not answer in time.</exception>
    public ControlAnswer Next(TimeSpan? patience = null)
    {
        while (_answers.Count == 0)
            Receive(patience);
        return _answers.Dequeue() switch
        {
            ControlAnswer.Error e => throw new DkvmException(e.Message, e.Where, e.Remedy) { ExitCode = e.ExitCode ?? ExitCode.RuntimeFailed },
            var answer => answer,
        };
    }

    /// <summary>Ends the connection for whoever has inherited it, too.</summary>
    public void HangUp() => UnixSocket.HangUp(Descriptor);

    public void Dispose() => Linux.Descriptor.Close(Descriptor);

    /// <summary>One line at the most: what follows may be for a program that inherits the connection.</summary>

    private void Receive(TimeSpan? patience)
    {
        if (patience is { } limit && !Poll.WaitReadable(Descriptor, limit))
            throw new DkvmException(
                $"the supervisor of container {_container} has not answered in {limit.TotalSeconds:0.#} s", remedy: "is the container paused?");
        var seen = UnixSocket.Peek(Descriptor, _buffer);
        var end = _buffer.AsSpan(0, Math.Max(seen, 0)).IndexOf((byte)'\n') + 1;
        var n = seen <= 0 ? seen : UnixSocket.Receive(Descriptor, _buffer.AsSpan(0, end > 0 ? end : seen), _unwanted);
        foreach (var fd in _unwanted)
            Linux.Descriptor.Close(fd);
        _unwanted.Clear();
        if (n <= 0)
            throw Gone();
        try
        {
            _lines.Feed(_buffer.AsSpan(0, n), line => _answers.Enqueue(ControlLine.ReadAnswer(line)));
        }
        catch (ProtocolException e)
        {
            throw new DkvmException($"the supervisor of container {_container} broke the protocol: {e.Message}", cause: e);
        }
    }

    private DkvmException Gone()
    {
        HasGone = true;
        return new($"the supervisor of container {_container} has gone");
    }
}
