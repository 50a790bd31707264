using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Docker;

/// <summary>The Docker Engine behind its unix socket (Docker Engine API, https://docs.docker.com/reference/api/engine/).</summary>
public sealed class Engine : IDisposable
{
    public const string DefaultSocket = "/var/run/docker.sock";

    /// <summary>How long one answer may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;

    public Engine(string socket)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, stop) => Connect(socket, stop) };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://docker/"), Timeout = Patience };
    }

    /// <summary>GET /info, such as "ServerVersion" and "Runtimes".</summary>
    /// <returns>Null where nothing answers.</returns>
    public async Task<JsonObject?> Info() => await Get("info") as JsonObject;

    /// <summary>GET /containers/{name or id}/json, such as "Id", "State" and "HostConfig".</summary>
    /// <returns>Null where the engine knows none of that name, or nothing answers.</returns>
    public async Task<JsonObject?> Container(string nameOrId) => await Get($"containers/{Uri.EscapeDataString(nameOrId)}/json") as JsonObject;

    /// <summary>GET /containers/json, with those that do not run.</summary>
    /// <returns>Their names by their ids; none where nothing answers.</returns>
    public async Task<IReadOnlyDictionary<string, string>> Names()
    {
        var names = new Dictionary<string, string>();
        foreach (var container in await Get("containers/json?all=true") as JsonArray ?? [])
            if ((string?)container?["Id"] is { } id && (string?)(container["Names"] as JsonArray)?.FirstOrDefault() is { } name)
                names[id] = name.TrimStart('/');
        return names;
    }

    private async Task<JsonNode?> Get(string path)
    {
        try
        {
            return JsonNode.Parse(await _http.GetStringAsync(path));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or IOException)
        {
            return null;
        }
    }

    /// <summary>The program of a runtime that the engine knows by now, or null.</summary>
    public static string? RuntimePath(JsonObject info, string name) => (string?)info["Runtimes"]?[name]?["path"];

    /// <summary>Runs <paramref name="ask"/>, then waits for the engine's own word that it has loaded its configuration anew.</summary>
    /// <returns>False where it did not come in time: dockerd refused the configuration and wrote why to its log.</returns>
    public async Task<bool> Reloaded(Action ask)
    {
        // The engine hands out past events since a moment, so none is lost between the question and the subscription.
        var since = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        ask();
        using var stop = new CancellationTokenSource(Patience);
        try
        {
            var filter = Uri.EscapeDataString("""{"type":["daemon"],"event":["reload"]}""");
            var request = $"events?since={since.ToString("F3", CultureInfo.InvariantCulture)}&filters={filter}";
            using var answer = await _http.GetAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(stop.Token));
            return await reader.ReadLineAsync(stop.Token) is { Length: > 0 };
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> Connect(string path, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
