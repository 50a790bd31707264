using System.Text.Json.Serialization;

namespace Dkvm.HostSide.Doctor;

public enum Level
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Worth knowing; VMs run.</summary>
    Note,

    /// <summary>VMs do not run, or not as they should, until it is mended.</summary>
    Mend,
}

/// <param name="Name">What was looked at, in a word.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">How to mend it; null where there is nothing to.</param>
public sealed record Finding(string Name, Level Level, string Text, string? Remedy = null);

public sealed record Report(bool Ok, IReadOnlyList<Finding> Findings);

/// <summary>Source-generated JSON for what dkvmctl prints with --json.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(IReadOnlyList<Commands.VirtualMachine>))]
[JsonSerializable(typeof(Commands.GuestProcesses))]
public sealed partial class ControlJson : JsonSerializerContext;
