using System.Text.Json.Serialization;

namespace Dkvm.Protocol.Qga;

/// <summary>The answer to <c>dkvm-configure</c>: either <see cref="Pid"/> or <see cref="Failure"/>.</summary>
public sealed record ConfigureResult
{
    /// <summary>The entrypoint's process id in the guest.</summary>
    public int? Pid { get; init; }

    public StartFailure? Failure { get; init; }

    /// <summary>The guest's kernel, as <c>uname -r</c> says.</summary>
    public string? Kernel { get; init; }

    /// <summary>Nanoseconds of CLOCK_BOOTTIME in the guest at which each step was done, in order.</summary>
    public IReadOnlyList<GuestMark> Marks { get; init; } = [];

    /// <summary>What the user should know although the entrypoint runs, such as a mount that had to be left out.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <param name="Step">Such as "init", "modules", "hello", "network", "root", "entrypoint".</param>
/// <param name="Nanoseconds">Since the guest's kernel started.</param>
public sealed record GuestMark(string Step, long Nanoseconds);

/// <param name="ExitCode">127 for a command that was not found, 126 for one that cannot be executed, else 125.</param>
/// <param name="Message">For the user, such as <c>exec: "foo": executable file not found in $PATH</c>.</param>
public sealed record StartFailure(int ExitCode, string Message);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConfigureResult))]
[JsonSerializable(typeof(AgentError))]
[JsonSerializable(typeof(AgentInfo))]
[JsonSerializable(typeof(ExecStatus))]
public sealed partial class QgaJson : JsonSerializerContext;
