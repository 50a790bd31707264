using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Agent;

/// <summary>The names of qga/qapi-schema.json that only the guest speaks.</summary>
internal static class StandardNames
{
    public const string GetTime = "guest-get-time";
    public const string SetTime = "guest-set-time";
    public const string GetOsInfo = "guest-get-osinfo";
    public const string GetHostName = "guest-get-host-name";
    public const string GetTimezone = "guest-get-timezone";
    public const string GetVcpus = "guest-get-vcpus";
    public const string GetInterfaces = "guest-network-get-interfaces";
    public const string FreezeStatus = "guest-fsfreeze-status";
    public const string Freeze = "guest-fsfreeze-freeze";
    public const string FreezeList = "guest-fsfreeze-freeze-list";
    public const string Thaw = "guest-fsfreeze-thaw";
    public const string FileOpen = "guest-file-open";
    public const string FileClose = "guest-file-close";
    public const string FileRead = "guest-file-read";
    public const string FileWrite = "guest-file-write";
    public const string FileSeek = "guest-file-seek";
    public const string FileFlush = "guest-file-flush";

    /// <summary>As guest-info lists them.</summary>
    public static readonly string[] All =
    [
        AgentCommands.SyncDelimited, AgentCommands.Sync, AgentCommands.Ping, AgentCommands.Info, AgentCommands.Shutdown,
        AgentCommands.Exec, AgentCommands.ExecStatus, FileOpen, FileClose, FileRead, FileWrite, FileSeek, FileFlush,
        FreezeStatus, Freeze, FreezeList, Thaw, GetTime, SetTime, GetOsInfo, GetHostName, GetTimezone, GetVcpus,
        GetInterfaces, AgentCommands.Configure, AgentCommands.Arm, AgentCommands.ExecSession,
    ];

    /// <summary>
    /// What may be asked while file systems are frozen: qga/main.c. Here also guest-shutdown, which thaws them first, for
    /// a stop must not hang, and our own.
    /// </summary>
    public static bool WorksFrozen(string? command) =>
        AgentCommands.IsOurs(command) || command is AgentCommands.SyncDelimited or AgentCommands.Sync or AgentCommands.Ping
            or AgentCommands.Info or AgentCommands.Shutdown or FreezeStatus or Thaw;
}
