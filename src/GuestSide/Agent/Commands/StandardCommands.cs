using System.Text.Json;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Agent;

/// <param name="Devices">/dev with every device of the kernel: a handle.</param>
/// <param name="Processes">/proc of the machine's first PID namespace.</param>
/// <param name="System">/sys.</param>
internal sealed record KernelFolders(int Devices, int Processes, int System);

/// <param name="Process">Its first process, whose PID namespace is the workload's; null for our own namespace.</param>
/// <param name="Environment">What its processes get that are given none.</param>
internal sealed record WorkloadView(int? Process, IReadOnlyList<string> Environment);

/// <summary>The commands of any QEMU guest agent, of which no start needs one.</summary>
internal sealed class StandardCommands(IGuest guest, EventLoop loop, KernelFolders folders)
{
    private readonly ExecCommands _exec = new(loop, guest, folders.Processes);
    private readonly FileCommands _files = new();
    private readonly FreezeCommands _freeze = new(folders.Processes);
    private readonly TimeCommands _time = new(folders.Devices);
    private readonly ProcessList _processes = new(guest, folders.Processes);

    /// <summary>Has no place in <see cref="Execute"/>, since its answer may come later.</summary>
    public KernelLogCommand KernelLog { get; } = new(loop, folders.Devices);

    public Answer Execute(AgentCall call)
    {
        if (_freeze.Frozen && !StandardNames.WorksFrozen(call.Command) && Array.IndexOf(StandardNames.All, call.Command) >= 0)
            throw new AgentFault($"Command {call.Command} has been disabled: the agent is in frozen state", AgentFault.NotFound);
        var arguments = call.ReadArguments();
        return call.Command switch
        {
            AgentCommands.Ping => Plain(arguments, Answer.Empty),
            AgentCommands.Info => Plain(arguments, Answer.Object(WriteInfo)),
            AgentCommands.Shutdown => Shutdown(arguments),
            AgentCommands.Exec => _exec.Start(arguments),
            AgentCommands.ExecStatus => _exec.Status(arguments),
            AgentCommands.Processes => Plain(arguments, _processes.Read()),
            StandardNames.FileOpen => _files.Open(arguments),
            StandardNames.FileClose => _files.Close(arguments),
            StandardNames.FileRead => _files.Read(arguments),
            StandardNames.FileWrite => _files.Write(arguments),
            StandardNames.FileSeek => _files.Seek(arguments),
            StandardNames.FileFlush => _files.Flush(arguments),
            StandardNames.FreezeStatus => _freeze.Status(arguments),
            StandardNames.Freeze => _freeze.FreezeAll(arguments),
            StandardNames.FreezeList => _freeze.FreezeList(arguments),
            StandardNames.Thaw => _freeze.Thaw(arguments),
            StandardNames.GetTime => Plain(arguments, Answer.Of(Clock.SinceEpoch)),
            StandardNames.SetTime => _time.Set(arguments),
            StandardNames.GetTimezone => Plain(arguments, Answer.Object(TimeCommands.WriteZone)),
            StandardNames.GetOsInfo => Plain(arguments, new(OsInfo.Write)),
            StandardNames.GetHostName => Plain(arguments, Answer.Object(w => w.WriteString("host-name"u8, HostName.Host()))),
            StandardNames.GetVcpus => Plain(arguments, new(w => VcpuList.Write(w, folders.System))),
            StandardNames.GetInterfaces => Plain(arguments, new(InterfaceList.Write)),
            _ => throw new AgentFault($"The command {call.Command} has not been found", AgentFault.NotFound),
        };
    }

    /// <summary>Whatever is frozen thaws, and nothing freezes any more: the machine ends.</summary>
    public void Thaw() => _freeze.ThawForGood();

    private static Answer Plain(CallArguments arguments, Answer answer)
    {
        arguments.End();
        return answer;
    }

    private Answer Shutdown(CallArguments arguments)
    {
        var mode = arguments.OptionalText("mode") switch
        {
            null or "powerdown" => ShutdownMode.Powerdown,
            "halt" => ShutdownMode.Halt,
            "reboot" => ShutdownMode.Reboot,
            _ => throw new AgentFault("mode is invalid (valid values are: halt|powerdown|reboot"),
        };
        arguments.End();
        guest.Shutdown(mode);
        return Answer.None;
    }

    private void WriteInfo(Utf8JsonWriter writer)
    {
        writer.WriteString("version"u8, typeof(StandardCommands).Assembly.GetName().Version?.ToString(3));
        writer.WriteStartArray("supported_commands"u8);
        foreach (var name in StandardNames.All)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, name);
            writer.WriteBoolean("enabled"u8, !_freeze.Frozen || StandardNames.WorksFrozen(name));
            writer.WriteBoolean("success-response"u8, name != AgentCommands.Shutdown);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
