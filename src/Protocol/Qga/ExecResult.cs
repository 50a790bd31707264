using System.Text.Json;

namespace Dkvm.Protocol.Qga;

/// <summary>The answer to <c>dkvm-exec</c>: why the process does not run, or nothing where it does.</summary>
public sealed record ExecResult(StartFailure? Failure)
{
    /// <param name="json">The value of "return".</param>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static ExecResult Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (!document.RootElement.TryGetProperty("failure", out var failure))
                return new(Failure: null);
            return new(new StartFailure(failure.GetProperty("exitCode").GetInt32(), failure.GetProperty("message").GetString() ?? ""));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ProtocolException($"the answer to {AgentCommands.ExecSession}: {e.Message}");
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Failure is not null)
        {
            json.WriteStartObject("failure"u8);
            json.WriteNumber("exitCode"u8, Failure.ExitCode);
            json.WriteString("message"u8, Failure.Message);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
