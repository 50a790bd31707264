namespace Dkvm.GuestSide.Agent;

/// <summary>An error as the client gets it: classes of qapi/error.json in QEMU.</summary>
internal sealed class AgentError(string description, string errorClass = AgentError.Generic) : Exception(description)
{
    public const string Generic = "GenericError";
    public const string NotFound = "CommandNotFound";

    public string Class { get; } = errorClass;
}
