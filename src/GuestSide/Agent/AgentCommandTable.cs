using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Agent;

/// <summary>What the machine does for the agent.</summary>
internal interface IGuest
{
    /// <summary>Null until it is started.</summary>
    WorkloadView? Workload { get; }

    ConfigureResult Configure(GuestPlan plan);

    /// <summary>Goes on elsewhere: <see cref="AgentCommands.Resume"/>. Any thread.</summary>
    ConfigureResult Resume(GuestPlan plan);

    /// <summary>Starts a process beside the entrypoint, whose streams are a session's.</summary>
    ExecResult Exec(uint session, ProcessPlan process);

    /// <summary>Makes the network what the plan says; returns when that is done. Any thread.</summary>
    void ChangeNetwork(NetworkPlan plan);

    void Shutdown(ShutdownMode mode);

    /// <summary>Listens to the power button from now on.</summary>
    void HearPowerButton();

    /// <summary>The first so many processors are online, and memory can be taken and given.</summary>
    void Resize(int vcpus);
}

/// <summary>The argument "mode" of guest-shutdown.</summary>
internal enum ShutdownMode
{
    Powerdown,
    Halt,
    Reboot,
}

/// <summary>
/// The commands: names and forms of qga/qapi-schema.json in QEMU, and our own. Those that the start needs are here; the
/// others are made when one is first asked for, so that no start waits for them.
/// </summary>
/// <param name="guest">The machine.</param>
/// <param name="makeOthers">Makes the others.</param>
internal sealed class AgentCommandTable(IGuest guest, Func<StandardCommands> makeOthers)
{
    private StandardCommands? _others;

    /// <summary>The last time, in nanoseconds since the kernel's start: the host notes its own when it has the answer.</summary>
    public long SynchronisedAt { get; private set; }

    /// <summary>Answers later, perhaps.</summary>
    public KernelLogCommand KernelLog => (_others ??= makeOthers()).KernelLog;

    /// <summary>
    /// Reads or writes a file system of the workload's, which may be slow for as long as it likes, or a slow device.
    /// </summary>
    public static bool MayTakeLong(string? command) =>
        command is not null && (command.StartsWith("guest-file-", StringComparison.Ordinal)
            || command.StartsWith("guest-fsfreeze-", StringComparison.Ordinal)
            || command is StandardNames.SetTime or StandardNames.GetOsInfo or StandardNames.GetTimezone);

    /// <exception cref="AgentFault">The command failed, or there is none of the name.</exception>
    public Answer Execute(AgentCall call)
    {
        switch (call.Command)
        {
            case AgentCommands.SyncDelimited or AgentCommands.Sync:
                SynchronisedAt = Clock.SinceBoot;
                var arguments = call.ReadArguments();
                var id = arguments.Integer("id");
                arguments.End();
                return Answer.Of(id);
            case AgentCommands.Configure:
                var result = Configure(call);
                return new(writer => ResultWriter.Write(writer, result));
            case AgentCommands.Resume:
                var resumed = guest.Resume(PlanJson.ReadGuestPlan(ArgumentsOf(call)));
                return new(writer => ResultWriter.Write(writer, resumed));
            case AgentCommands.Arm:
                guest.HearPowerButton();
                return Answer.Empty;
            case AgentCommands.Resize:
                guest.Resize(Vcpus(call));
                return Answer.Empty;
            case AgentCommands.Network:
                guest.ChangeNetwork(PlanJson.ReadNetworkPlan(ArgumentsOf(call)));
                return Answer.Empty;
            case AgentCommands.ExecSession:
                var (session, process) = ExecReader.Read(ArgumentsOf(call));
                return new(guest.Exec(session, process).Write);
            default:
                return (_others ??= makeOthers()).Execute(call);
        }
    }

    /// <summary>The end of the machine must not wait for a file system that somebody has frozen.</summary>
    public void Thaw() => _others?.Thaw();

    private static int Vcpus(AgentCall call)
    {
        var arguments = call.ReadArguments();
        var vcpus = arguments.Integer(AgentCommands.Vcpus);
        arguments.End();
        return (int)Math.Clamp(vcpus, 1, int.MaxValue);
    }

    private ConfigureResult Configure(AgentCall call) => guest.Configure(PlanJson.ReadGuestPlan(ArgumentsOf(call)));

    private static ReadOnlySpan<byte> ArgumentsOf(AgentCall call) =>
        (call.Arguments.Length > 0 ? call.Arguments : throw CallArguments.Missing("arguments")).Span;
}
