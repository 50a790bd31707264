using System.Text.Json.Serialization;

namespace Dkvm.Protocol.Qga;

/// <summary>A command, {"execute": name, "arguments": {…}}, with the arguments of the few that the supervisor gives.</summary>
public sealed record AgentRequest([property: JsonPropertyName("execute")] string Execute)
{
    public AgentArguments? Arguments { get; init; }
}

public sealed record AgentArguments
{
    /// <summary>guest-sync-delimited: comes back as it is.</summary>
    public int? Id { get; init; }

    /// <summary>guest-shutdown: halt, powerdown or reboot.</summary>
    public string? Mode { get; init; }
}

/// <summary>The answer to <c>dkvm-configure</c>.</summary>
public sealed record ConfigureReply
{
    public ConfigureResult? Return { get; init; }

    public AgentError? Error { get; init; }
}

/// <summary>QGA's error: a class such as GenericError or CommandNotFound, and a text for people.</summary>
public sealed record AgentError(string Class, string Desc);
