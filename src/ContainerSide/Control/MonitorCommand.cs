using System.Text;
using Dkvm.ContainerSide.Guest;
using Dkvm.ContainerSide.Qemu;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol.Control;
using Dkvm.Protocol.Qga;
using Dkvm.Protocol.Qmp;

namespace Dkvm.ContainerSide.Control;

/// <summary><c>monitor</c>: a command of QEMU's human monitor (MonitorWire.cs).</summary>
public sealed class MonitorCommand : IControlCommand
{
    private readonly EventLoop _loop;
    private readonly Func<QmpConnection?> _monitor;
    private readonly Func<Action, IDisposable> _arm;

    public MonitorCommand(World world, QemuPort qemu, GuestPort guest)
        : this(world.Loop, () => qemu.Monitor, armed => guest.WhenUp(agent => agent.Ask(AgentCommands.Arm, null, _ => armed())))
    {
    }

    /// <param name="loop">The event loop.</param>
    /// <param name="monitor">QEMU's monitor while it takes commands.</param>
    /// <param name="arm">Calls back when the guest's workload runs and the guest listens to its power button; disposing of it takes the wish back.</param>
    internal MonitorCommand(EventLoop loop, Func<QmpConnection?> monitor, Func<Action, IDisposable> arm) =>
        (_loop, _monitor, _arm) = (loop, monitor, arm);

    public string Name => MonitorWire.Monitor;

    public void Begin(ControlCall call)
    {
        var descriptors = call.TakeDescriptors();
        try
        {
            if (descriptors.Count != 1)
                throw new DkvmException("the command \"monitor\" takes one descriptor");
            Ask(call, descriptors[0]);
        }
        catch
        {
            foreach (var fd in descriptors)
                Descriptor.Close(fd);
            throw;
        }
    }

    /// <summary>
    /// What ends the machine as a crash does, and has a command of Docker's that does it in order. All else is its user's own
    /// affair: what follows from it is treated as any fault is.
    /// </summary>
    internal static string? InsteadOf(string command) => NameIn(command) switch
    {
        "quit" or "q" => "docker stop, or docker kill for one that must end at once",
        "system_reset" => "docker restart",
        _ => null,
    };

    /// <summary>QEMU's monitor/hmp.c, get_command_name: up to white space or a slash.</summary>
    private static string NameIn(string command)
    {
        var name = command.TrimStart();
        var end = name.AsSpan().IndexOfAny(" \t\r\n\v\f/");
        return end < 0 ? name : name[..end];
    }

    private void Ask(ControlCall call, int answerFd)
    {
        if (MonitorWire.Read(call.Arguments) is not { } command || string.IsNullOrWhiteSpace(command))
            throw new DkvmException("the command \"monitor\" takes a command of QEMU's monitor", remedy: "help lists them");
        if (InsteadOf(command) is { } instead)
            throw new DkvmException($"{command.Trim()} would end the VM as a crash does", remedy: instead);
        if (_monitor() is not { } monitor)
            throw new DkvmException("QEMU takes no commands: it is just starting, or has ended", remedy: "dkvmctl tree shows what the VM waits for");
        if (NameIn(command) == QmpNames.PowerDown)
            WhenHeard(call, answerFd, () => Execute(monitor, call, command, answerFd));
        else
            Execute(monitor, call, command, answerFd);
    }

    /// <summary>A guest that does not listen to its power button yet would never hear of a press.</summary>
    private void WhenHeard(ControlCall call, int answerFd, Action press)
    {
        var gone = false;
        IDisposable? wish = null;
        call.OnClosed = () =>
        {
            gone = true;
            wish?.Dispose();
            Descriptor.Close(answerFd);
        };
        wish = _arm(() =>
        {
            if (!gone)
                press();
        });
    }

    private void Execute(QmpConnection monitor, ControlCall call, string command, int answerFd)
    {
        AnswerFeed? feed = null;
        var over = false;
        var question = monitor.ExecuteHuman(command, answer =>
        {
            if (over)
                return;
            if (answer is QmpMessage.Return { Text: { Length: > 0 } text })
                feed = new AnswerFeed(_loop, answerFd, [Encoding.UTF8.GetBytes(text)], () =>
                {
                    over = true;
                    call.Return();
                });
            else
            {
                over = true;
                Descriptor.Close(answerFd);
                if (answer is QmpMessage.Error error)
                    call.Fail(new DkvmException(error.Description, where: "QEMU"));
                else
                    call.Return(); // such as stop, which says nothing
            }
        });
        call.OnClosed = () =>
        {
            if (over)
                return;
            over = true;
            monitor.Forget(question);
            if (feed is not null)
                feed.Dispose();
            else
                Descriptor.Close(answerFd);
        };
    }
}
