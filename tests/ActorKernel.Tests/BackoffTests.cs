using Akka.Actor;
using Akka.Pattern;
using Akka.TestKit;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Delayed restarts with the BackoffSupervisor".</summary>
public sealed class BackoffTests : VirtualTime
{
    private readonly TestProbe _probe;

    public BackoffTests() => _probe = CreateTestProbe();

    [Fact]
    public async Task OnStop_starts_a_stopped_child_again_after_the_delay()
    {
        var supervisor = Start(OnStop());
        var child = await Current(supervisor);
        _probe.Watch(child);
        child.Tell("stop");
        _probe.ExpectTerminated(child);
        await Gone(supervisor);
        Assert.Null(await Current(supervisor));
        Pass(0.9);
        Assert.Null(await Current(supervisor));
        Pass(0.1);
        Assert.NotEqual(child, await Current(supervisor));
        Assert.Equal(1, await Restarts(supervisor));
    }

    [Fact]
    public async Task The_delay_doubles_with_each_restart_up_to_the_maximum()
    {
        var supervisor = Start(OnStop().WithManualReset());
        foreach (var delay in new[] { 1.0, 2, 4, 5, 5 })
        {
            var child = await Current(supervisor);
            _probe.Watch(child);
            child.Tell("stop");
            _probe.ExpectTerminated(child);
            await Gone(supervisor);
            Pass(delay - 0.1);
            Assert.Null(await Current(supervisor));
            Pass(0.1);
            Assert.NotNull(await Current(supervisor));
        }
    }

    [Fact]
    public async Task OnFailure_starts_a_failed_child_again_after_the_delay()
    {
        var supervisor = Start(OnFailure());
        var child = await Current(supervisor);
        _probe.Watch(child);
        child.Tell(new FormatException());
        _probe.ExpectTerminated(child);
        await Gone(supervisor);
        Pass(1);
        Assert.NotNull(await Current(supervisor));
    }

    [Fact]
    public async Task OnFailure_ends_with_a_child_that_stops_by_itself()
    {
        var supervisor = Start(OnFailure());
        Watch(supervisor);
        (await Current(supervisor)).Tell("stop");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public async Task A_child_that_lives_long_enough_resets_the_count()
    {
        var supervisor = Start(OnStop().WithAutoReset(Seconds(3)));
        await Fail(supervisor);
        Pass(1);
        Assert.NotNull(await Current(supervisor));
        Assert.Equal(1, await Restarts(supervisor));
        Pass(3);
        Assert.Equal(0, await Restarts(supervisor));
    }

    [Fact]
    public async Task Manual_reset_waits_for_the_Reset_message()
    {
        var supervisor = Start(OnStop().WithManualReset());
        await Fail(supervisor);
        Pass(60);
        Assert.NotNull(await Current(supervisor));
        Assert.Equal(1, await Restarts(supervisor));
        supervisor.Tell(BackoffSupervisor.Reset.Instance);
        Assert.Equal(0, await Restarts(supervisor));
    }

    [Fact]
    public async Task One_retry_more_than_the_limit_ends_the_supervisor()
    {
        var supervisor = Start(OnStop(1).WithManualReset());
        Watch(supervisor);
        await Fail(supervisor);
        Pass(1);
        (await Current(supervisor)).Tell("stop");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public async Task OnFailure_has_a_limit_too()
    {
        var supervisor = Start(OnFailure(1).WithManualReset());
        Watch(supervisor);
        var child = await Current(supervisor);
        _probe.Watch(child);
        child.Tell(new FormatException());
        _probe.ExpectTerminated(child);
        await Gone(supervisor);
        Pass(1);
        (await Current(supervisor)).Tell(new FormatException());
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void Messages_are_forwarded_to_the_child_with_their_sender()
    {
        Start(OnStop()).Tell("echo");
        ExpectMsg("echo");
    }

    [Fact]
    public async Task While_there_is_no_child_messages_are_dead_letters()
    {
        var supervisor = Start(OnStop());
        await Fail(supervisor);
        EventFilter.DeadLetter<string>(m => m == "lost").ExpectOne(() => supervisor.Tell("lost"));
    }

    [Fact]
    public async Task While_there_is_no_child_an_answer_may_be_given()
    {
        var supervisor = Start(OnStop().WithReplyWhileStopped("come back later"));
        await Fail(supervisor);
        supervisor.Tell("hello");
        ExpectMsg("come back later");
    }

    [Fact]
    public void A_final_stop_message_makes_the_childs_end_the_supervisors_end()
    {
        var supervisor = Start(OnStop().WithFinalStopMessage(m => m is "stop"));
        Watch(supervisor);
        supervisor.Tell("stop");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public async Task With_the_stopping_strategy_a_failure_is_a_stop()
    {
        var supervisor = Start(OnStop().WithDefaultStoppingStrategy());
        var child = await Current(supervisor);
        _probe.Watch(child);
        child.Tell(new FormatException());
        _probe.ExpectTerminated(child);
        await Gone(supervisor);
        Pass(1);
        Assert.NotNull(await Current(supervisor));
    }

    [Fact]
    public async Task A_random_part_is_added_to_the_delay_and_never_taken_off()
    {
        var supervisor = Start(Backoff.OnStop(Child(), "child", Seconds(1), Seconds(5), 0.5, -1).WithManualReset());
        await Fail(supervisor);
        Pass(0.999);
        Assert.Null(await Current(supervisor));
        Pass(0.501);
        Assert.NotNull(await Current(supervisor));
    }

    [Theory]
    [InlineData(0, 5, 0)]
    [InlineData(5, 1, 0)]
    [InlineData(1, 5, 1.5)]
    public void Options_out_of_range_are_refused(double min, double max, double random) =>
        Assert.Throws<ArgumentException>(() => BackoffSupervisor.Props(Backoff.OnStop(Child(), "child", Seconds(min), Seconds(max), random, -1)));

    [Fact]
    public async Task The_child_has_the_given_name()
    {
        var supervisor = Start(OnStop());
        Assert.Equal(supervisor.Path / "child", (await Current(supervisor)).Path);
    }

    private static Props Child() => Act.On((context, message) =>
    {
        switch (message)
        {
            case Exception e: throw e;
            case "stop": context.Stop(context.Self); break;
            default: context.Sender.Tell(message); break;
        }
    });

    /// <summary>Until the supervisor, too, has heard that its child ended: from then on the delay runs.</summary>
    private static async Task Gone(IActorRef supervisor)
    {
        while (await Current(supervisor) is not null)
            await Task.Yield();
    }

    private static async Task<IActorRef> Current(IActorRef supervisor) =>
        (await supervisor.Ask<BackoffSupervisor.CurrentChild>(BackoffSupervisor.GetCurrentChild.Instance)).Ref;

    private BackoffOptions OnStop(int limit = -1) => Backoff.OnStop(Child(), "child", Seconds(1), Seconds(5), 0, limit);

    private BackoffOptions OnFailure(int limit = -1) => Backoff.OnFailure(Child(), "child", Seconds(1), Seconds(5), 0, limit);

    private IActorRef Start(BackoffOptions options) => Sys.ActorOf(BackoffSupervisor.Props(options));

    private async Task Fail(IActorRef supervisor)
    {
        var child = await Current(supervisor);
        _probe.Watch(child);
        child.Tell("stop");
        _probe.ExpectTerminated(child);
        await Gone(supervisor);
        Assert.Null(await Current(supervisor));
    }

    private static async Task<int> Restarts(IActorRef supervisor) =>
        (await supervisor.Ask<BackoffSupervisor.RestartCount>(BackoffSupervisor.GetRestartCount.Instance)).Count;
}
