using System.Text;
using System.Text.Json;
using Dkvm.Actors.Ports;
using Dkvm.ContainerSide;
using Dkvm.ContainerSide.Control;
using Dkvm.ContainerSide.Guest;
using Dkvm.ContainerSide.Qemu;
using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.Protocol.Control;

namespace Dkvm.Tests.ContainerSide.Control;

/// <summary>The commands "console" and "top", with the test in the guest's place.</summary>
public sealed class ConsoleTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly World _world = new();
    private readonly ConsoleFeed _console = new();
    private readonly GuestEnd _guest = new();
    private readonly ClientStdio _container = new();
    private readonly GuestPort _port;
    private readonly TestServer _server;

    public ConsoleTests()
    {
        _port = new GuestPort(_world, TimeProvider.System, new Timeline(TimeProvider.System), Task.FromResult<SeccompFilter?>(null), stdio: _container.Inner);
        _server = new TestServer(_world.Loop, Long, new ConsoleCommand(_world, _console, _port), new TopCommand(_world, _port));
    }

    public void Dispose()
    {
        _server.Dispose();
        _guest.Dispose();
        _container.Dispose();
    }

    [Fact]
    public void A_guest_that_is_not_up_has_its_console_and_a_note()
    {
        Say("Kernel panic");
        using var client = Ask(follow: false);

        Assert.Equal("""{"console":"Kernel panic"}""", Event(client));
        Assert.Contains("not up", Assert.IsType<ControlAnswer.Return>(client.Next(Long)).Value.GetProperty("note").GetString());
    }

    [Fact]
    public void A_guest_that_is_up_says_its_kernels_log_in_parts()
    {
        Boot();
        using var client = Ask(follow: false);

        _guest.Answer("""{"last": 1, "lines": ["a", "b"]}""");
        Assert.Equal("""{"kernel":["a","b"]}""", Event(client));
        _guest.Answer("""{"last": 2, "lines": ["c"]}""");
        Assert.Equal("""{"kernel":["c"]}""", Event(client));
        _guest.Answer("""{"last": 2, "lines": []}""");

        Assert.Equal("{}", Assert.IsType<ControlAnswer.Return>(client.Next(Long)).Value.GetRawText());
    }

    [Theory]
    [InlineData("5")]
    [InlineData("""{"last": "x", "lines": []}""")]
    [InlineData("""{"last": 1, "lines": [5]}""")]
    public void A_guest_that_talks_nonsense_of_its_kernel_is_told_of_and_lives(string nonsense)
    {
        Boot();
        using var client = Ask(follow: false);
        _guest.Answer(nonsense);

        Assert.Contains("dkvm-kernel-log", Assert.IsType<ControlAnswer.Return>(client.Next(Long)).Value.GetProperty("note").GetString());
        Assert.True(_server.OnLoop(() => _port.IsUp));
    }

    [Fact]
    public void A_log_that_does_not_go_on_is_over()
    {
        Boot();
        using var client = Ask(follow: false);
        _guest.Answer("""{"last": 1, "lines": ["a"]}""");
        Event(client);
        _guest.Answer("""{"last": 1, "lines": ["a"]}""");

        Assert.IsType<ControlAnswer.Return>(client.Next(Long));
    }

    [Fact]
    public void Who_follows_gets_what_comes_of_both()
    {
        Say("before\n");
        Boot();
        using var client = Ask(follow: true);
        Assert.Equal("""{"console":"before\n"}""", Event(client));
        _guest.Answer("""{"last": -1, "lines": []}""");
        Assert.Equal("""{"whole":true}""", Event(client));

        _guest.Answer("""{"last": 8, "lines": ["later"]}""");
        Assert.Equal("""{"kernel":["later"]}""", Event(client));
        Say("h\u00e9"u8.ToArray()[..2]);
        Assert.Equal("""{"console":"h"}""", Event(client));
        Say("h\u00e9"u8.ToArray()[2..]);
        Assert.Equal("\u00e9", JsonDocument.Parse(Event(client)).RootElement.GetProperty("console").GetString());
    }

    [Fact]
    public void Who_follows_before_the_guest_is_up_gets_its_kernels_log_when_it_is()
    {
        using var client = Ask(follow: true);
        Assert.Contains("not up", Event(client));

        Boot();
        _guest.Answer("""{"last": 3, "lines": ["booted"]}""");

        Assert.Equal("""{"kernel":["booted"]}""", Event(client));
    }

    [Fact]
    public void Who_does_not_take_what_comes_is_told_how_much_was_left_out()
    {
        using var client = Ask(follow: true);
        Event(client);
        var line = new byte[4096];
        line.AsSpan().Fill((byte)'x');
        for (var i = 0; i < 2000; i++)
            Say(line);
        long got = 0;
        long lost = 0;
        while (got + lost < 2000 * 4096)
        {
            var said = JsonDocument.Parse(Event(client)).RootElement;
            if (said.TryGetProperty("console", out var text))
                got += text.GetString()!.Trim('y').Length;
            else
                lost += said.GetProperty("lost").GetInt64();
            Say("y"u8.ToArray()); // what was left out is told with the next word
        }
        Assert.True(lost > 0);
    }

    [Fact]
    public void Not_more_than_eight_follow()
    {
        var followers = Enumerable.Range(0, 8).Select(_ => Ask(follow: true)).ToList();
        foreach (var follower in followers)
            Event(follower);
        using (var ninth = Ask(follow: true))
            Assert.Contains("8 clients follow", Assert.Throws<DkvmException>(() => ninth.Next(Long)).Message);
        followers.ForEach(f => f.Dispose());
    }

    [Fact]
    public void The_guests_processes_are_passed_on_as_it_says_them()
    {
        Boot();
        using var client = _server.Connect();
        client.Send("top");
        _guest.Answer("""{"processes": [ 5 ]}""");

        Assert.Equal("""{"processes": [ 5 ]}""", Assert.IsType<ControlAnswer.Return>(client.Next(Long)).Value.GetRawText());
    }

    [Fact]
    public void A_guest_that_says_too_much_of_them_or_is_not_up_is_an_error()
    {
        using (var early = _server.Connect())
        {
            early.Send("top");
            Assert.Contains("not up", Assert.Throws<DkvmException>(() => early.Next(Long)).Message);
        }
        Boot();
        using var client = _server.Connect();
        client.Send("top");
        _guest.Answer('"' + new string('x', TopWire.MostBytes) + '"');

        Assert.Contains("more of what runs", Assert.Throws<DkvmException>(() => client.Next(Long)).Message);
    }

    private void Boot()
    {
        var started = new TaskCompletionSource();
        _port.Attach(
            new GuestSockets(_guest.AgentSocket, _guest.StreamSocket), new GuestPlan { Process = new ProcessPlan { Args = ["true"] } },
            said =>
            {
                if (said is GuestSaid.Started)
                    started.SetResult();
            });
        _guest.Synchronise();
        _guest.Answer("{}");
        Assert.True(started.Task.Wait(Long));
        _server.OnLoop(() => 0);
    }

    private void Say(string text) => Say(Encoding.UTF8.GetBytes(text));

    private void Say(byte[] bytes) => _server.OnLoop(() =>
    {
        _console.Say(bytes);
        return 0;
    });

    private ControlClient Ask(bool follow)
    {
        var client = _server.Connect();
        client.Send(ConsoleWire.Name, json => ConsoleWire.Write(json, follow));
        return client;
    }

    private static string Event(ControlClient client) => Assert.IsType<ControlAnswer.Event>(client.Next(Long)).Value.GetRawText();
}
