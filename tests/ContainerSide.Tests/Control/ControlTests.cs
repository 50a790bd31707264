using System.Text;
using Dkvm.ContainerSide.Control;
using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.Linux;
using Dkvm.Protocol.Control;

namespace Dkvm.Tests.ContainerSide.Control;

public class ControlTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static Command Echo => new("echo", call => call.Return(json => call.Arguments.WriteTo(json)));

    [Fact]
    public void A_command_returns_its_value()
    {
        using var server = new TestServer(new VersionCommand("c1"));
        var value = ControlClient.Call(TestServer.Container, "version", run: server.Run);
        Assert.Equal("c1", value.GetProperty("container").GetString());
    }

    [Fact]
    public void Arguments_of_any_content_reach_the_command_as_they_are()
    {
        using var server = new TestServer(Echo);
        var text = "line\nfeed, quote \" and \u00ff " + new string('x', 300_000);
        var value = ControlClient.Call(
            TestServer.Container, "echo", json =>
            {
                json.WriteStartObject();
                json.WriteString("text", text);
                json.WriteEndObject();
            }, run: server.Run);
        Assert.Equal(text, value.GetProperty("text").GetString());
    }

    [Fact]
    public void Events_come_in_order_before_the_return()
    {
        using var server = new TestServer(new Command("count", call => Task.Run(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                var number = i;
                call.Event(json => json.WriteNumberValue(number));
            }
            call.Return();
        })));
        using var client = server.Connect();
        client.Send("count");
        for (var i = 0; i < 1000; i++)
            Assert.Equal(i, Assert.IsType<ControlAnswer.Event>(client.Next(Long)).Value.GetInt32());
        Assert.IsType<ControlAnswer.Return>(client.Next(Long));
    }

    [Fact]
    public void A_failure_reaches_the_user_in_all_its_parts()
    {
        using var server = new TestServer(new Command("fail", call => call.Fail(new DkvmException("what", "where", "do"), exitCode: 127)));
        var e = Assert.Throws<DkvmException>(() => ControlClient.Call(TestServer.Container, "fail", run: server.Run));
        Assert.Equal(("what", "where", "do", 127), (e.Message, e.Where, e.Remedy, e.ExitCode));
    }

    [Fact]
    public void A_command_that_throws_answers_and_the_next_is_served()
    {
        using var server = new TestServer(new Command("throw", _ => throw new InvalidOperationException("oops")), Echo);
        var e = Assert.Throws<DkvmException>(() => ControlClient.Call(TestServer.Container, "throw", run: server.Run));
        Assert.Contains("oops", e.Message);
        ControlClient.Call(TestServer.Container, "echo", run: server.Run);
    }

    [Theory]
    [InlineData("nonsense\n", "JSON object")]
    [InlineData("[1]\n", "JSON object")]
    [InlineData("{\"command\": 5}\n", "\"command\"")]
    [InlineData("{\"command\": \"echo\", \"arguments\": 5}\n", "\"arguments\"")]
    [InlineData("{\"command\": \"dance\"}\n", "knows no command \"dance\"")]
    [InlineData("{\"command\": \"wait\"}\n{\"command\": \"wait\"}\n", "one command a connection")]
    public void Bad_input_is_answered_with_what_is_wrong(string input, string answer)
    {
        using var server = new TestServer(Echo, new Command("wait", _ => { }));
        using var client = new RawClient(server.Socket);
        client.Write(input);
        Assert.Contains(answer, client.ErrorAtTheEnd());
    }

    [Fact]
    public void A_line_without_end_is_refused_at_its_limit()
    {
        using var server = new TestServer(Echo);
        using var client = new RawClient(server.Socket);
        var part = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
        for (var sent = 0; sent <= ControlLine.MaxLength && client.TryWrite(part); sent += part.Length)
        {
        }
        Assert.Contains($"{ControlLine.MaxLength}", client.ErrorAtTheEnd());
    }

    [Fact]
    public void A_client_that_says_nothing_is_sent_away()
    {
        using var server = new TestServer(TimeSpan.FromMilliseconds(50), Echo);
        using var client = new RawClient(server.Socket);
        Assert.Contains("in time", client.ErrorAtTheEnd());
    }

    [Fact]
    public void A_client_that_does_not_read_holds_no_other_and_loses_its_connection()
    {
        var line = new string('x', 100_000);
        var closed = new ManualResetEventSlim();
        using var server = new TestServer(Echo, new Command("flood", call =>
        {
            call.OnClosed = closed.Set;
            for (var i = 0; i < 100; i++)
                call.Event(json => json.WriteStringValue(line));
        }));
        using var slow = server.Connect();
        slow.Send("flood");
        ControlClient.Call(TestServer.Container, "echo", patience: Long, run: server.Run);
        Assert.True(closed.Wait(Long));
    }

    [Fact]
    public void A_command_hears_that_its_client_has_gone()
    {
        var begun = new ManualResetEventSlim();
        var closed = new ManualResetEventSlim();
        using var server = new TestServer(new Command("wait", call =>
        {
            call.OnClosed = closed.Set;
            begun.Set();
        }));
        using (var client = server.Connect())
        {
            client.Send("wait");
            Assert.True(begun.Wait(Long));
            Assert.False(closed.IsSet);
        }
        Assert.True(closed.Wait(Long));
    }

    [Fact]
    public void Further_lines_reach_a_command_that_takes_them()
    {
        using var server = new TestServer(new Command("talk", call => call.OnRequest = more =>
        {
            if (more.Command == "enough")
                call.Return();
            else
                call.Event(json => json.WriteStringValue(more.Command));
        }));
        using var client = server.Connect();
        client.Send("talk");
        client.Send("one");
        client.Send("enough");
        Assert.Equal("one", Assert.IsType<ControlAnswer.Event>(client.Next(Long)).Value.GetString());
        Assert.IsType<ControlAnswer.Return>(client.Next(Long));
    }

    [Fact]
    public void Two_hundred_clients_are_served_at_once()
    {
        using var server = new TestServer(new Command("wait", call => call.OnRequest = _ => call.Return()));
        var clients = Enumerable.Range(0, 200).Select(_ => server.Connect()).ToList();
        foreach (var client in clients)
            client.Send("wait");
        foreach (var client in Enumerable.Reverse(clients))
        {
            client.Send("go");
            Assert.IsType<ControlAnswer.Return>(client.Next(Long));
            client.Dispose();
        }
    }

    [Fact]
    public void A_container_that_does_not_run_is_called_so_and_not_waited_for()
    {
        using var server = new TestServer(Echo);
        var e = Assert.Throws<DkvmException>(() => ControlClient.Connect("other", server.Run));
        Assert.Equal("container other is not running", e.Message);
    }

    [Fact]
    public async Task A_supervisor_that_is_being_started_is_waited_for_until_it_listens()
    {
        var run = Directory.CreateTempSubdirectory("dkvm-control-").FullName;
        Directory.CreateDirectory($"{run}/late/state");
        var connecting = Task.Run(() => ControlClient.Connect("late", run));
        using var loop = new EventLoop();
        using (new ControlServer(loop, $"{run}/late/state/control.sock", [], Long))
            (await connecting).Dispose();
        Directory.Delete(run, recursive: true);
    }

    [Fact]
    public void A_supervisor_that_does_not_answer_is_not_waited_for_without_end()
    {
        using var server = new TestServer(new Command("wait", _ => { }));
        var e = Assert.Throws<DkvmException>(() =>
            ControlClient.Call(TestServer.Container, "wait", patience: TimeSpan.FromMilliseconds(50), run: server.Run));
        Assert.Contains("has not answered", e.Message);
    }

    [Fact]
    public void Only_its_owner_may_connect()
    {
        using var server = new TestServer(Echo);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(server.Socket));
    }

    [Fact]
    public void A_socket_that_an_earlier_run_left_is_replaced()
    {
        var path = $"{Directory.CreateTempSubdirectory("dkvm-control-").FullName}/s";
        Descriptor.Close(UnixSocket.Listen(path, 1));
        using var loop = new EventLoop();
        using (new ControlServer(loop, path, [], Long))
            Descriptor.Close(UnixSocket.Connect(path));
        Assert.False(File.Exists(path));
        Directory.Delete(Path.GetDirectoryName(path)!);
    }
}
