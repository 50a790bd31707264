using System.Net.Sockets;
using System.Text;

namespace Dkvm.Tests.HostSide.Control;

/// <summary>A Docker Engine as far as dkvmctl asks: GET /info, GET /containers/NAME/json, and GET /events, which ends with the reload.</summary>
public sealed class FakeEngine : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly TaskCompletionSource _reloaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FakeEngine(string socket)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(socket));
        _listener.Listen();
        _ = Serve();
    }

    public string Info { get; set; } = "{}";

    /// <summary>What GET /containers/NAME/json answers; 404 for others.</summary>
    public Dictionary<string, string> Containers { get; } = [];

    public List<string> Asked { get; } = [];

    public void Reload(string info)
    {
        Info = info;
        _reloaded.TrySetResult();
    }

    public void Dispose() => _listener.Dispose();

    private async Task Serve()
    {
        try
        {
            while (true)
                _ = Answer(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task Answer(Socket connection)
    {
        using var stream = new NetworkStream(connection, ownsSocket: true);
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var request = (await reader.ReadLineAsync())!.Split(' ')[1];
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }
        lock (Asked)
            Asked.Add(request);
        var container = request.StartsWith("/containers/", StringComparison.Ordinal) ? Containers.GetValueOrDefault(request.Split('/')[2], "") : null;
        if (container is "")
        {
            await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return;
        }
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"u8.ToArray());
        if (request.StartsWith("/events", StringComparison.Ordinal))
            await _reloaded.Task;
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request.StartsWith("/events", StringComparison.Ordinal) ? "{\"Type\":\"daemon\"}\n" : container ?? Info));
    }
}
