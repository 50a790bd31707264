using System.Net;
using System.Net.Sockets;

namespace Dkvm.Tests.Network;

/// <summary>Sockets in a namespace. Nothing waits longer than <see cref="Patience"/>.</summary>
internal static class Peer
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A server that reads until the client has finished and then sends it all back.</summary>
    public static Socket EchoTcp(this NetworkNamespace space, string address, int port)
    {
        var listener = space.Do(() =>
        {
            var endPoint = new IPEndPoint(IPAddress.Parse(address), port);
            var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(endPoint);
            socket.Listen();
            return socket;
        });
        OnThread(() =>
        {
            while (true)
            {
                using var client = listener.Accept();
                using var stream = new NetworkStream(client);
                using var all = new MemoryStream();
                stream.CopyTo(all);
                client.Send(all.ToArray());
                client.Shutdown(SocketShutdown.Send);
            }
        });
        return listener;
    }

    /// <summary>A server that answers each datagram with itself.</summary>
    public static Socket EchoUdp(this NetworkNamespace space, string address, int port)
    {
        var socket = space.Udp(address, port);
        socket.ReceiveTimeout = 0;
        OnThread(() =>
        {
            var datagram = new byte[65536];
            while (true)
            {
                var from = socket.LocalEndPoint!;
                var length = socket.ReceiveFrom(datagram, ref from);
                socket.SendTo(datagram.AsSpan(0, length), from);
            }
        });
        return socket;
    }

    public static Socket Udp(this NetworkNamespace space, string address, int port) => space.Do(() =>
    {
        var endPoint = new IPEndPoint(IPAddress.Parse(address), port);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        socket.Bind(endPoint);
        return socket;
    });

    /// <summary>What an echo server returns.</summary>
    public static byte[] AskTcp(this NetworkNamespace space, string address, int port, byte[] bytes) => space.Do(() =>
    {
        var endPoint = new IPEndPoint(IPAddress.Parse(address), port);
        using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        (socket.SendTimeout, socket.ReceiveTimeout) = ((int)Patience.TotalMilliseconds, (int)Patience.TotalMilliseconds);
        socket.Connect(endPoint);
        using var stream = new NetworkStream(socket);
        stream.Write(bytes);
        socket.Shutdown(SocketShutdown.Send);
        using var answer = new MemoryStream();
        stream.CopyTo(answer);
        return answer.ToArray();
    });

    /// <summary>What an echo server returns, and the port that the question came from.</summary>
    public static (byte[] Answer, int OwnPort) AskUdp(this NetworkNamespace space, string address, int port, byte[] bytes) =>
        space.Do(() =>
        {
            var endPoint = new IPEndPoint(IPAddress.Parse(address), port);
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            socket.Connect(endPoint);
            socket.Send(bytes);
            var answer = new byte[65536];
            var length = socket.Receive(answer);
            return (answer[..length], ((IPEndPoint)socket.LocalEndPoint!).Port);
        });

    /// <summary>How an attempt to connect ends; TimedOut where nobody says anything for a second.</summary>
    public static SocketError Connects(this NetworkNamespace space, string address, int port) => space.Do(() =>
    {
        var endPoint = new IPEndPoint(IPAddress.Parse(address), port);
        using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            socket.ConnectAsync(endPoint, patience.Token).AsTask().GetAwaiter().GetResult();
            return SocketError.Success;
        }
        catch (OperationCanceledException)
        {
            return SocketError.TimedOut;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    });

    /// <summary>The server ends when its socket is disposed of.</summary>
    public static void OnThread(Action serve) => new Thread(() =>
    {
        try
        {
            serve();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }) { IsBackground = true }.Start();
}
