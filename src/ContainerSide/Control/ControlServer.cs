using Dkvm.Linux;

namespace Dkvm.ContainerSide.Control;

/// <summary>
/// Listens for the programs of the host and for dkvm-exec: root's alone. Each client is served on the event loop, so that
/// none waits for another. The conversation is drawn in Protocol/Control/ControlLine.cs.
/// </summary>
public sealed class ControlServer : IDisposable
{
    private const int Backlog = 512;
    private const int MaxConnections = 2048;
    private static readonly TimeSpan AfterShortage = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop;
    private readonly TimeSpan _patience;
    private readonly Dictionary<string, IControlCommand> _commands;
    private readonly HashSet<ControlConnection> _connections = [];
    private readonly Watch _watch;
    private readonly string _path;
    private bool _disposed;

    /// <summary>Listens at once; clients are served from the loop's start on.</summary>
    /// <param name="loop">Must not run yet, or be the caller's thread.</param>
    /// <param name="path">What is there, such as another run's socket, is replaced.</param>
    /// <param name="commands">All that can be asked.</param>
    /// <param name="patience">How long a client may take to send its command.</param>
    public ControlServer(EventLoop loop, string path, IEnumerable<IControlCommand> commands, TimeSpan patience)
    {
        (_loop, _path, _patience) = (loop, path, patience);
        _commands = commands.ToDictionary(c => c.Name);
        // Where the path is, there is somebody who listens, and only root can reach him.
        var making = path + ".new";
        File.Delete(making);
        var listener = UnixSocket.Listen(making, Backlog);
        File.SetUnixFileMode(making, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(making, path, overwrite: true);
        Descriptor.SetNonBlocking(listener);
        _watch = loop.Add(listener, _ => Accept());
        _watch.WantRead(true);
    }

    internal string Names => string.Join(", ", _commands.Keys.Order());

    /// <summary>For what a client sends, one after the other.</summary>
    internal byte[] Buffer { get; } = new byte[64 * 1024];

    internal IControlCommand? Find(string command) => _commands.GetValueOrDefault(command);

    internal void Forget(ControlConnection connection)
    {
        _connections.Remove(connection);
        if (!_disposed)
            _watch.WantRead(true);
    }

    public void Dispose()
    {
        _disposed = true;
        _watch.Dispose();
        Descriptor.Close(_watch.Fd);
        File.Delete(_path);
        foreach (var connection in _connections.ToArray())
            connection.Close();
    }

    private void Accept()
    {
        while (_connections.Count < MaxConnections)
        {
            var fd = UnixSocket.TryAccept(_watch.Fd);
            if (fd == -Errno.EAGAIN)
                return;
            if (fd >= 0)
                _connections.Add(new ControlConnection(this, _loop, fd, _patience));
            else if (fd is not (-Errno.EINTR or -Errno.ECONNABORTED))
            {
                // No descriptors left: they may come back from anywhere, and nothing tells.
                _loop.After(AfterShortage, () => _watch.WantRead(!_disposed));
                break;
            }
        }
        _watch.WantRead(false);
    }
}
