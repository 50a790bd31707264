using System.Text.Json;

namespace Dkvm.Protocol.Control;

/// <summary>
/// The control socket of a container's supervisor: one JSON object a line, UTF-8, below 4 MiB. Programs of the host
/// (dkvm, dkvmctl) and dkvm-exec in the container are the clients. A connection carries one command:
/// <code>
/// client                                     supervisor
///   {"command": NAME, "arguments": {…}} ──▶        descriptors may come with a line (SCM_RIGHTS)
///                                       ◀──  {"event": …}      any number, such as the lines of a log that is followed
///   {"command": …} ─────────────────────▶        more lines, where the command takes them
///                                       ◀──  {"return": …}  or  {"error": {"message": …, "where": …, "remedy": …, "exitCode": n}}
///                                       ◀──  end of file
/// </code>
/// A client that closes the connection ends its command. What a line means besides is its command's own affair.
/// </summary>
public static class ControlLine
{
    /// <summary>The longest line either side takes, in bytes: an exec request with the longest environment fits.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    private static readonly JsonElement NoArguments = JsonDocument.Parse("{}").RootElement;

    /// <summary>Reads what a client sends.</summary>
    /// <exception cref="ProtocolException">Not a request.</exception>
    public static ControlRequest ReadRequest(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new ProtocolException("a request is a JSON object");
            if (!root.TryGetProperty("command", out var command) || command.ValueKind != JsonValueKind.String)
                throw new ProtocolException("a request has the member \"command\", a string");
            var arguments = root.TryGetProperty("arguments", out var given) ? given.Clone() : NoArguments;
            if (arguments.ValueKind != JsonValueKind.Object)
                throw new ProtocolException("the member \"arguments\" is an object");
            return new(command.GetString()!, arguments);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ProtocolException($"a request is a JSON object: {e.Message}");
        }
    }

    /// <summary>Reads what the supervisor sends.</summary>
    /// <exception cref="ProtocolException">Not an answer.</exception>
    public static ControlAnswer ReadAnswer(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.TryGetProperty("return", out var value))
                return new ControlAnswer.Return(value.Clone());
            if (root.TryGetProperty("event", out value))
                return new ControlAnswer.Event(value.Clone());
            if (root.TryGetProperty("error", out value))
                return new ControlAnswer.Error(
                    value.GetProperty("message").GetString() ?? "", Text(value, "where"), Text(value, "remedy"),
                    value.TryGetProperty("exitCode", out var code) ? code.GetInt32() : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ProtocolException($"control: {e.Message}");
        }
        throw new ProtocolException("control: neither event, return nor error");
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}

/// <param name="Arguments">An object, empty where none was sent.</param>
public sealed record ControlRequest(string Command, JsonElement Arguments);

/// <summary>What the supervisor answers.</summary>
public abstract record ControlAnswer
{
    /// <summary>The command goes on.</summary>
    public sealed record Event(JsonElement Value) : ControlAnswer;

    /// <summary>The command is done.</summary>
    public sealed record Return(JsonElement Value) : ControlAnswer;

    /// <summary>The command failed.</summary>
    /// <param name="ExitCode">What the client is to end with, where the command says.</param>
    public sealed record Error(string Message, string? Where, string? Remedy, int? ExitCode) : ControlAnswer;
}
