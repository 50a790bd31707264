using Dkvm.Actors.Guest;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Contract;

namespace Dkvm.Tests.Actors;

public class ExecLifecycleTests
{
    private static readonly ExecEvent Started = new ExecEvent.Said(new ExecSaid.Started());
    private static readonly ExecEvent Gone = new ExecEvent.ClientGone();

    private static (ExecState State, List<Effect> Effects) After(params object[] events)
    {
        ExecState state = new ExecState.Waiting();
        var effects = new List<Effect>();
        foreach (var e in events)
        {
            var step = ExecLifecycle.Next(state, e);
            state = step.State;
            effects.AddRange(step.Effects);
        }
        return (state, effects);
    }

    [Fact]
    public void An_exec_that_comes_while_the_VM_boots_is_started_when_the_entrypoint_runs()
    {
        Assert.Empty(After().Effects);
        Assert.Equal([new StartProcess()], After(new ExecEvent.GuestReady()).Effects);
    }

    [Fact]
    public void A_VM_that_does_not_come_up_in_time_fails_the_exec() =>
        Assert.IsType<TellRefused>(Assert.Single(After(new Late(Deadline.ExecWait)).Effects));

    [Fact]
    public void The_deadline_of_the_wait_means_nothing_once_the_guest_was_asked() =>
        Assert.Equal([new StartProcess()], After(new ExecEvent.GuestReady(), new Late(Deadline.ExecWait)).Effects);

    [Fact]
    public void A_process_that_cannot_be_started_is_its_clients_answer()
    {
        var (state, effects) = After(new ExecEvent.GuestReady(), new ExecEvent.Said(new ExecSaid.Refused(127, "no such thing")));
        Assert.Equal([new StartProcess(), new TellRefused(127, "no such thing")], effects);
        Assert.IsType<ExecState.Ended>(state);
    }

    [Fact]
    public void The_exit_code_reaches_the_client()
    {
        var (state, effects) = After(
            new ExecEvent.GuestReady(), Started, new ExecEvent.Attach(null!), new ExecEvent.SendSignal(10), new ExecEvent.Resize(),
            new ExecEvent.Said(new ExecSaid.Exited(42)));
        Assert.Equal(
            [new StartProcess(), new TellStarted(), new AttachStdio(null!), new SignalProcess(10), new ResizeTerminal(), new TellExit(42)], effects);
        Assert.IsType<ExecState.Ended>(state);
    }

    [Fact]
    public void Streams_that_come_before_the_process_runs_are_its_own_once_it_does()
    {
        var stdio = new Stdio();
        var attach = new ExecEvent.Attach(stdio);
        List<Effect> expected = [new StartProcess(), new TellStarted(), new AttachStdio(stdio)];
        Assert.Equal(expected, After(attach, new ExecEvent.GuestReady(), Started).Effects);
        var (state, effects) = After(new ExecEvent.GuestReady(), attach, new ExecEvent.Resize(), Started);
        Assert.Equal(expected, effects);
        Assert.IsType<ExecState.Attached>(state);
    }

    [Fact]
    public void A_client_that_dies_takes_its_process_with_it_wherever_it_is()
    {
        Assert.Empty(After(Gone).Effects);
        Assert.Contains(new KillProcess(), After(new ExecEvent.GuestReady(), Gone).Effects);
        Assert.Contains(new KillProcess(), After(new ExecEvent.GuestReady(), Started, Gone).Effects);
        Assert.Contains(new KillProcess(), After(new ExecEvent.GuestReady(), Started, new ExecEvent.Attach(null!), Gone).Effects);
    }

    [Fact]
    public void An_agent_that_is_lost_fails_what_waits_and_ends_what_runs_with_the_reason()
    {
        var lost = new ExecEvent.GuestLeft("QEMU went", Orderly: false);
        Assert.Equal(new TellRefused(ExitCode.RuntimeFailed, "QEMU went"), After(lost).Effects[^1]);
        Assert.Equal(new TellRefused(ExitCode.RuntimeFailed, "QEMU went"), After(new ExecEvent.GuestReady(), lost).Effects[^1]);
        Assert.Equal(new TellLost("QEMU went"), After(new ExecEvent.GuestReady(), Started, lost).Effects[^1]);
    }

    [Fact]
    public void A_container_that_ends_kills_what_runs_in_it_as_runc_does() =>
        Assert.Equal(
            new TellExit(ExitCode.Killed),
            After(new ExecEvent.GuestReady(), Started, new ExecEvent.GuestLeft("stopping", Orderly: true)).Effects[^1]);

    [Fact]
    public void The_guest_takes_execs_while_it_comes_up_and_while_it_runs_and_not_afterwards()
    {
        var exec = new GuestEvent.Exec(new ExecRequest(new ProcessPlan { Args = ["true"] }, null!));
        Assert.Equal(new BeginExec(exec.Request, Ready: false), Only(new GuestState.Waiting(1), exec));
        Assert.Equal(new BeginExec(exec.Request, Ready: true), Only(new GuestState.Running(1), exec));
        Assert.Equal(new RefuseExec(exec.Request, "the container is stopping"), Only(new GuestState.Leaving(1), exec));
        Assert.Equal(new RefuseExec(exec.Request, "why"), Only(new GuestState.Cut("why"), exec));
    }

    private static Effect Only(GuestState state, object e) => Assert.Single(GuestLifecycle.Next(state, e).Effects);

    private sealed record Stdio : IExecStdio;
}
