using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Dkvm.Tests.GuestSide.Machine;

/// <summary>A client of QMP or QGA: JSON lines.</summary>
internal sealed class LineClient(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    public Stream Stream => _stream;

    public void Send(string json) => Send(Encoding.UTF8.GetBytes(json + "\n"));

    public void Send(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>The next line, 0xFF of guest-sync-delimited and QMP's events left out.</summary>
    public JsonNode Receive()
    {
        while (true)
        {
            var line = ReadLine();
            if (JsonNode.Parse(line) is { } node && node["event"] is null)
                return node;
        }
    }

    public JsonNode Ask(string command, JsonObject? arguments = null)
    {
        var request = new JsonObject { ["execute"] = command };
        if (arguments is not null)
            request["arguments"] = arguments;
        Send(request.ToJsonString());
        return Receive();
    }

    public void Dispose() => _stream.Dispose();

    private byte[] ReadLine()
    {
        var line = new List<byte>();
        for (int b; (b = _stream.ReadByte()) != '\n';)
            if (b < 0)
                throw new EndOfStreamException($"the other side ended; before that came \"{Encoding.UTF8.GetString(line.ToArray())}\"");
            else if (b != 0xFF)
                line.Add((byte)b);
        return line.ToArray();
    }
}
