using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Agent;

/// <summary>What the machine does for the agent.</summary>
internal interface IGuest
{
    ConfigureResult Configure(GuestPlan plan);

    void Shutdown(ShutdownMode mode);

    /// <summary>Listens to the power button from now on.</summary>
    void HearPowerButton();
}

/// <summary>The argument "mode" of guest-shutdown.</summary>
internal enum ShutdownMode
{
    Powerdown,
    Halt,
    Reboot,
}

/// <summary>The commands: names and forms of qga/qapi-schema.json in QEMU, and our own.</summary>
internal sealed class AgentCommandTable(IGuest guest)
{
    private const string GetTime = "guest-get-time";
    private const string SetTime = "guest-set-time";
    private const string GetOsInfo = "guest-get-osinfo";
    private const string GetInterfaces = "guest-network-get-interfaces";

    private static readonly string[] Names =
    [
        AgentCommands.SyncDelimited, AgentCommands.Sync, AgentCommands.Ping, AgentCommands.Info, AgentCommands.Shutdown,
        GetTime, SetTime, GetOsInfo, GetInterfaces, AgentCommands.Configure,
    ];

    /// <returns>Writes the answer's value; null where there is to be no answer.</returns>
    /// <exception cref="AgentFault">The command failed, or there is none of the name.</exception>
    public Action<Utf8JsonWriter>? Execute(AgentCall request)
    {
        switch (request.Command)
        {
            case AgentCommands.SyncDelimited or AgentCommands.Sync:
                var id = request.Number("id"u8) ?? throw Missing("id");
                return writer => writer.WriteNumberValue(id);
            case AgentCommands.Ping:
                guest.HearPowerButton(); // who has an answer can rely on it
                return Nothing;
            case AgentCommands.Info:
                return WriteInfo;
            case AgentCommands.Configure:
                var result = Configure(request);
                return writer => ResultWriter.Write(writer, result);
            case AgentCommands.Shutdown:
                guest.Shutdown(ModeOf(request.Text("mode"u8)));
                return null;
            case GetTime:
                return writer => writer.WriteNumberValue(Clock.SinceEpoch);
            case SetTime:
                // Without a time the agent is to read the hardware clock, which the host sets; ours is right from the plan.
                Clock.SetSinceEpoch(request.Number("time"u8) ?? throw Missing("time"));
                return Nothing;
            case GetOsInfo:
                return OsInfo.Write;
            case GetInterfaces:
                return InterfaceList.Write;
            case null:
                throw new AgentFault("QMP input lacks member 'execute'");
            default:
                throw new AgentFault($"The command {request.Command} has not been found", AgentFault.NotFound);
        }
    }

    private ConfigureResult Configure(AgentCall request) =>
        guest.Configure(PlanJson.ReadGuestPlan((request.Arguments.Length > 0 ? request.Arguments : throw Missing("arguments")).Span));

    private static void Nothing(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    }

    private static void WriteInfo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("version"u8, typeof(AgentCommandTable).Assembly.GetName().Version?.ToString(3));
        writer.WriteStartArray("supported_commands"u8);
        foreach (var name in Names)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, name);
            writer.WriteBoolean("enabled"u8, true);
            writer.WriteBoolean("success-response"u8, name != AgentCommands.Shutdown);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static ShutdownMode ModeOf(string? mode) => mode switch
    {
        null or "powerdown" => ShutdownMode.Powerdown,
        "halt" => ShutdownMode.Halt,
        "reboot" => ShutdownMode.Reboot,
        _ => throw new AgentFault("Invalid parameter 'mode'"),
    };

    private static AgentFault Missing(string name) => new($"Parameter '{name}' is missing");
}
