using System.Net.Sockets;

namespace Dkvm.Tests.Interop;

/// <summary>A unix socket whose first client talks to a stream.</summary>
internal sealed class Relay : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dkvm-relay-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public Relay(Stream other)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _ = Carry(other);
    }

    public string Path => $"{_folder}/socket";

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task Carry(Stream other)
    {
        using var client = new NetworkStream(await _listener.AcceptAsync(), ownsSocket: true);
        try
        {
            await Task.WhenAny(client.CopyToAsync(other), other.CopyToAsync(client));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
