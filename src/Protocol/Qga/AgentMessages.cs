using System.Text.Json.Serialization;

namespace Dkvm.Protocol.Qga;

/// <summary>QGA's error: a class such as GenericError or CommandNotFound, and a text for people.</summary>
public sealed record AgentError(string Class, string Desc)
{
    public const string CommandNotFound = "CommandNotFound";
}

/// <summary>The answer to guest-info.</summary>
public sealed record AgentInfo
{
    public string? Version { get; init; }

    [JsonPropertyName("supported_commands")]
    public IReadOnlyList<AgentCommandInfo>? SupportedCommands { get; init; }

    /// <summary>The agent has it, and may execute it.</summary>
    public bool Offers(string command) => SupportedCommands?.Any(c => c.Name == command && c.Enabled) == true;
}

public sealed record AgentCommandInfo(string Name, bool Enabled);

/// <summary>The answer to guest-exec-status; the texts are base64.</summary>
public sealed record ExecStatus
{
    public bool Exited { get; init; }

    [JsonPropertyName("exitcode")]
    public int? ExitCode { get; init; }

    public int? Signal { get; init; }

    [JsonPropertyName("out-data")]
    public byte[]? Output { get; init; }

    [JsonPropertyName("err-data")]
    public byte[]? Errors { get; init; }

    [JsonPropertyName("out-truncated")]
    public bool OutputTruncated { get; init; }

    [JsonPropertyName("err-truncated")]
    public bool ErrorsTruncated { get; init; }
}
