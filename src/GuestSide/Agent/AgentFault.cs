namespace Dkvm.GuestSide.Agent;

/// <summary>An error as the client gets it: classes of qapi/error.json in QEMU.</summary>
internal sealed class AgentFault(string description, string errorClass = AgentFault.Generic) : Exception(description)
{
    public const string Generic = "GenericError";
    public const string NotFound = "CommandNotFound";

    public string Class { get; } = errorClass;
}
