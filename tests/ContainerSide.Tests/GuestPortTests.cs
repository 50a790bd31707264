using System.Collections.Concurrent;
using System.Text;
using Dkvm.Actors.Ports;
using Dkvm.ContainerSide;
using Dkvm.ContainerSide.Guest;
using Dkvm.Contract;
using Dkvm.Protocol.Streams;

namespace Dkvm.Tests.ContainerSide;

/// <summary>What the guest says on two ports is one story, whichever port is read first.</summary>
public sealed class GuestPortTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly World _world = new();
    private readonly GuestEnd _guest = new();
    private readonly ClientStdio _container = new();
    private readonly BlockingCollection<GuestSaid> _said = [];
    private readonly IGuest _attached;

    public GuestPortTests()
    {
        var port = new GuestPort(_world, TimeProvider.System, new Timeline(TimeProvider.System), Task.FromResult<SeccompFilter?>(null), stdio: _container.Inner);
        _world.Loop.Start("guest port test");
        _attached = port.Attach(
            new GuestSockets(_guest.AgentSocket, _guest.StreamSocket), new GuestPlan { Process = new ProcessPlan { Args = ["true"] } }, _said.Add);
    }

    private GuestSaid Next() => _said.TryTake(out var said, Long) ? said : throw new TimeoutException("nothing was said");

    /// <summary>The whole life of a short workload.</summary>
    private static byte[][] Life =>
    [
        Frame.Encode(FrameKind.Data, Frame.Stdout, 0, "out"u8),
        Frame.Encode(FrameKind.End, Frame.Stdout, 0), Frame.Encode(FrameKind.End, Frame.Stderr, 0),
        Frame.EncodeNumber(FrameKind.Exit, 0, 0, 7), Frame.Encode(FrameKind.Unmounted, 0, 0),
    ];

    [Fact]
    public void A_workload_whose_end_overtakes_the_word_of_its_start_has_started_first()
    {
        _guest.Send(Life);
        Assert.Equal("out", Encoding.ASCII.GetString(_container.Read(_container.Output, 3)));
        _guest.Synchronise();
        Assert.IsType<GuestSaid.Hello>(Next());

        _guest.Answer("{}");

        Assert.IsType<GuestSaid.Started>(Next());
        Assert.Equal(new GuestSaid.WorkloadEnded(7), Next());
        Assert.IsType<GuestSaid.Unmounted>(Next());
    }

    [Fact]
    public void So_it_is_where_the_guest_has_gone_before_any_of_it_was_read()
    {
        _guest.Send(Life);
        _guest.Synchronise();
        _guest.Answer("{}");
        _guest.HangUp();

        Assert.IsType<GuestSaid.Hello>(Next());
        Assert.IsType<GuestSaid.Started>(Next());
        Assert.Equal(new GuestSaid.WorkloadEnded(7), Next());
        Assert.IsType<GuestSaid.Unmounted>(Next());
        Assert.IsType<GuestSaid.Lost>(Next());
    }

    [Fact]
    public void Output_that_has_no_end_ends_when_the_guest_has_unmounted()
    {
        _guest.Synchronise();
        _guest.Answer("{}");
        _guest.Send(Frame.EncodeNumber(FrameKind.Exit, 0, 0, 7), Frame.Encode(FrameKind.Unmounted, 0, 0));

        Assert.IsType<GuestSaid.Hello>(Next());
        Assert.IsType<GuestSaid.Started>(Next());
        Assert.Equal(new GuestSaid.WorkloadEnded(7), Next());
        Assert.IsType<GuestSaid.Unmounted>(Next());
    }

    [Fact]
    public void A_guest_that_has_unmounted_under_a_workload_without_an_end_breaks_the_protocol()
    {
        _guest.Synchronise();
        _guest.Answer("{}");
        _guest.Send(Frame.Encode(FrameKind.Unmounted, 0, 0));

        Assert.IsType<GuestSaid.Hello>(Next());
        Assert.IsType<GuestSaid.Started>(Next());
        Assert.Contains("without the workload's exit code", Assert.IsType<GuestSaid.Broke>(Next()).Why);
    }

    [Fact]
    public void A_guest_is_at_rest_when_its_output_has_been_read_and_until_then_its_input_waits()
    {
        _guest.Synchronise();
        _guest.Answer("{}");
        Assert.IsType<GuestSaid.Hello>(Next());
        Assert.IsType<GuestSaid.Started>(Next());

        _attached.Hold();
        _guest.NextFrame(FrameKind.Hold);
        _container.Write("typed");
        _guest.Send(Frame.Encode(FrameKind.Data, Frame.Stdout, 0, "out"u8), Frame.Encode(FrameKind.Held, 0, 0));
        Assert.IsType<GuestSaid.Held>(Next());
        Assert.Equal("out", Encoding.ASCII.GetString(_container.Read(_container.Output, 3)));

        _attached.Release();
        _guest.NextFrame(FrameKind.Release);
        _guest.NextFrame(FrameKind.Data); // had it come before, it would have been passed over
    }

    public void Dispose()
    {
        _attached.Detach();
        _guest.Dispose();
        _container.Dispose();
        _world.Loop.Stop();
    }
}
