using Akka;
using Akka.Actor;
using Akka.Configuration;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Coordinated Shutdown": phases a, b (after a), c (after b; fails hard), then the end of the system.</summary>
public sealed class CoordinatedShutdownTests : VirtualTime
{
    private readonly List<string> _log = [];
    private readonly CoordinatedShutdown _shutdown;

    public CoordinatedShutdownTests() : base(
        """
        akka.coordinated-shutdown {
          default-phase-timeout = 10 s
          run-by-clr-shutdown-hook = off
          phases {
            a {}
            b { depends-on = [a], timeout = 3 s }
            c { depends-on = [b], recover = off }
            before-actor-system-terminate.depends-on = [cluster-shutdown, c]
          }
        }
        """) => _shutdown = CoordinatedShutdown.Get(Sys);

    [Fact]
    public async Task Tasks_run_in_the_order_of_their_phases()
    {
        Add("b", "second");
        Add("c", "third");
        Add("a", "first");
        await Run();
        Assert.Equal(["first", "second", "third"], _log);
    }

    [Fact]
    public async Task Tasks_of_one_phase_run_side_by_side()
    {
        var both = new TaskCompletionSource<Done>();
        var count = 0;
        for (var i = 0; i < 2; i++)
        {
            _shutdown.AddTask("a", $"task {i}", () =>
            {
                if (Interlocked.Increment(ref count) == 2) both.SetResult(Done.Instance);
                return both.Task;
            });
        }

        await Run();
        Assert.Equal(2, count);
    }

    [Fact]
    public async Task It_runs_once()
    {
        Add("a", "once");
        await Run();
        await Run();
        Assert.Equal(["once"], _log);
    }

    [Fact]
    public async Task It_may_begin_at_a_later_phase()
    {
        Add("a", "skipped");
        Add("b", "run");
        await _shutdown.Run(CoordinatedShutdown.UnknownReason.Instance, "b");
        Assert.Equal(["run"], _log);
    }

    [Fact]
    public async Task A_task_that_fails_does_not_stop_a_phase_that_recovers()
    {
        _shutdown.AddTask("a", "fails", () => Task.FromException<Done>(new FormatException("no")));
        _shutdown.AddTask("a", "throws", () => throw new FormatException("no"));
        Add("b", "goes on");
        await Run();
        Assert.Equal(["goes on"], _log);
    }

    [Fact]
    public async Task A_task_that_fails_stops_a_phase_that_does_not_recover()
    {
        // In a system of its own, since this one could not be terminated at the test's end.
        var system = ActorSystem.Create("failing", Sys.Settings.Config);
        CoordinatedShutdown.Get(system).AddTask("c", "fails", () => Task.FromException<Done>(new FormatException("no")));
        await Assert.ThrowsAnyAsync<Exception>(() => CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.UnknownReason.Instance));
        Assert.False(system.WhenTerminated.IsCompleted);
        await Assert.ThrowsAnyAsync<Exception>(system.Terminate);
    }

    [Fact]
    public async Task A_phase_that_takes_too_long_is_left_behind()
    {
        var never = new TaskCompletionSource<Done>();
        _shutdown.AddTask("b", "hangs", () => never.Task);
        Add("c", "goes on");
        var run = Run();
        Pass(2.9);
        Assert.Empty(_log);
        while (!run.IsCompleted) // Akka.NET may begin to count later
        {
            Pass(0.1);
            await Task.Yield();
        }
        Assert.Equal(["goes on"], _log);
    }

    [Fact]
    public async Task The_last_phase_terminates_the_system()
    {
        await Run();
        Assert.True(Sys.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Terminate_runs_the_phases()
    {
        Add("a", "ran");
        await Sys.Terminate();
        Assert.Equal(["ran"], _log);
        Assert.Same(CoordinatedShutdown.ActorSystemTerminateReason.Instance, _shutdown.ShutdownReason);
    }

    [Fact]
    public async Task The_reason_is_kept()
    {
        Assert.Null(_shutdown.ShutdownReason);
        await _shutdown.Run(new Because());
        Assert.IsType<Because>(_shutdown.ShutdownReason);
    }

    [Fact]
    public void A_task_in_an_unknown_phase_is_refused() => Assert.Throws<ConfigurationException>(() => Add("nowhere", "x"));

    [Fact]
    public void Each_phase_has_its_time_out()
    {
        Assert.Equal(Seconds(3), _shutdown.Timeout("b"));
        Assert.Equal(Seconds(10), _shutdown.Timeout("a"));
    }

    [Fact]
    public void The_time_out_of_an_unknown_phase_is_refused() => Assert.Throws<ArgumentException>(() => _shutdown.Timeout("nowhere"));

    [Fact]
    public void The_total_time_out_is_that_of_the_phases_with_tasks()
    {
        var before = _shutdown.TotalTimeout;
        Add("a", "x");
        Add("b", "y");
        Assert.Equal(before + Seconds(13), _shutdown.TotalTimeout);
    }

    [Fact]
    public void Phases_that_depend_on_each_other_are_refused()
    {
        var system = ActorSystem.Create("cycle", ConfigurationFactory.ParseString(
            "akka { loggers = [], coordinated-shutdown.phases { x.depends-on = [y], y.depends-on = [x] } }"));
        Assert.ThrowsAny<Exception>(() => CoordinatedShutdown.Get(system));
    }

    private Task<Done> Run() => _shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);

    private void Add(string phase, string what) => _shutdown.AddTask(phase, what, () =>
    {
        lock (_log) _log.Add(what);
        return Task.FromResult(Done.Instance);
    });

    private sealed class Because : CoordinatedShutdown.Reason
    {
        public override int ExitCode => 3;
    }
}
