using System.Text;
using System.Text.Json.Nodes;
using Dkvm.ContainerSide.Control;
using Dkvm.ContainerSide.Qemu;
using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.Linux;
using Dkvm.Protocol.Control;
using Dkvm.Protocol.Qmp;

namespace Dkvm.Tests.ContainerSide.Control;

/// <summary>The command "monitor", with the test in QEMU's place.</summary>
public sealed class MonitorTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly EventLoop _loop = new();
    private readonly List<string> _lost = [];
    private readonly TestServer _server;
    private readonly QmpConnection _monitor;
    private readonly StreamReader _commands;
    private readonly int _qemu;
    private readonly TaskCompletionSource<Action> _hears = new();
    private bool _ready = true;

    public MonitorTests()
    {
        var (ours, theirs) = UnixSocket.Pair();
        _qemu = theirs;
        _commands = new StreamReader(new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(theirs, ownsHandle: true), FileAccess.Read, bufferSize: 0));
        _monitor = new QmpConnection(_loop, ours, said => _lost.Add(said.ToString()), () => { });
        _server = new TestServer(_loop, Long, new MonitorCommand(_loop, () => _ready ? _monitor : null, heard =>
        {
            _hears.TrySetResult(heard);
            return new NoWish();
        }));
    }

    public void Dispose()
    {
        _server.OnLoop(() =>
        {
            _monitor.Dispose();
            return 0;
        });
        _server.Dispose();
        _commands.Dispose();
    }

    [Fact]
    public void QEMU_gets_the_command_as_it_was_typed_and_its_answer_comes_back()
    {
        using var client = new Asking(_server, "info \"registers\" \\ ü");

        var sent = Sent();
        Assert.Equal(("human-monitor-command", "info \"registers\" \\ ü"), ((string)sent["execute"]!, (string)sent["arguments"]!["command-line"]!));
        Answer("EAX=0\r\n");

        Assert.Equal("EAX=0\r\n", client.Answer());
        Assert.IsType<ControlAnswer.Return>(client.Last());
    }

    [Fact]
    public void An_answer_may_be_nothing()
    {
        using var client = new Asking(_server, "stop");
        Sent();
        Answer("");

        Assert.Equal("", client.Answer());
        Assert.IsType<ControlAnswer.Return>(client.Last());
    }

    [Fact]
    public void A_long_answer_comes_whole_and_one_that_is_too_long_costs_only_itself()
    {
        using var client = new Asking(_server, "info mtree");
        using var other = new Asking(_server, "info version");
        var sent = (string)Sent()["arguments"]!["command-line"]! == "info mtree" ? (client, other) : (other, client);
        Sent();
        var much = new string('m', 5_000_000);
        Answer(much, id: 1);
        Assert.Equal(much.Length, sent.Item1.Answer().Length);
        sent.Item1.Last();

        Answer(new string('m', QmpMessage.MaxLongAnswer), id: 2);

        Assert.Equal("", sent.Item2.Answer());
        Assert.Contains("more than", Assert.Throws<DkvmException>(() => sent.Item2.Last()).Message);
        using var next = new Asking(_server, "info status");
        Sent();
        Answer("running", id: 3);
        Assert.Equal("running", next.Answer());
        Assert.Empty(_lost);
    }

    [Fact]
    public void Between_such_questions_QEMUs_lines_are_as_short_as_ever()
    {
        using var client = new Asking(_server, "info status");
        Sent();
        Answer("running");
        client.Answer();

        Descriptor.WriteAll(_qemu, Encoding.ASCII.GetBytes(new string('x', QmpMessage.MaxLine + 1) + "\n"));
        Sent(end: true);
        _server.OnLoop(() => 0);

        Assert.Contains("MonitorLost", Assert.Single(_lost));
    }

    [Theory]
    [InlineData("quit", "docker stop")]
    [InlineData("  q", "docker stop")]
    [InlineData("quit/x", "docker stop")]
    [InlineData("system_reset", "docker restart")]
    [InlineData("quit\tnow", "docker stop")]
    public void What_ends_the_VM_as_a_crash_does_is_refused_with_what_does_it_in_order(string command, string instead)
    {
        using var client = new Asking(_server, command);

        Assert.Equal("", client.Answer());
        var refused = Assert.Throws<DkvmException>(() => client.Last());
        Assert.Contains("as a crash does", refused.Message);
        Assert.Contains(instead, refused.Remedy);
    }

    [Theory]
    [InlineData("system_powerdown")]
    [InlineData("info quit")]
    [InlineData("quitter")]
    public void What_is_not_that_is_asked(string command) => Assert.Null(MonitorCommand.InsteadOf(command));

    [Fact]
    public async Task The_power_button_is_pressed_when_the_guest_listens_to_it()
    {
        using var client = new Asking(_server, "system_powerdown");
        var heard = await _hears.Task.WaitAsync(Long);
        using (var other = new Asking(_server, "info status"))
        {
            Assert.Equal("info status", (string)Sent()["arguments"]!["command-line"]!); // nothing else came before
            Answer("running", id: 1);
            Assert.Equal("running", other.Answer());
        }

        _server.OnLoop(() =>
        {
            heard();
            return 0;
        });

        Assert.Equal("system_powerdown", (string)Sent()["arguments"]!["command-line"]!);
        Answer("", id: 2);
        Assert.Equal("", client.Answer());
        Assert.IsType<ControlAnswer.Return>(client.Last());
    }

    [Fact]
    public void A_QEMU_that_takes_no_commands_is_not_asked()
    {
        _ready = false;
        using var client = new Asking(_server, "info status");

        Assert.Equal("", client.Answer());
        Assert.Contains("QEMU takes no commands", Assert.Throws<DkvmException>(() => client.Last()).Message);
    }

    [Fact]
    public void A_client_that_does_not_wait_is_not_missed()
    {
        new Asking(_server, "info status").Dispose();
        Sent();
        Answer("running", id: 1);
        using var next = new Asking(_server, "info version");
        Sent();
        Answer("10", id: 2);

        Assert.Equal("10", next.Answer());
    }

    [Fact]
    public void Without_a_descriptor_or_a_command_it_is_an_error()
    {
        using var client = _server.Connect();
        client.Send("monitor", json => MonitorWire.Write(json, "info status"));
        Assert.Contains("takes one descriptor", Assert.Throws<DkvmException>(() => client.Next(Long)).Message);
        using var blank = new Asking(_server, " ");
        Assert.Contains("takes a command", Assert.Throws<DkvmException>(() => blank.Last()).Message);
    }

    private JsonNode Sent(bool end = false)
    {
        var line = _commands.ReadLine();
        Assert.Equal(end, line is null);
        return JsonNode.Parse(line ?? "{}")!;
    }

    private void Answer(string text, int id = 1) =>
        Assert.True(Descriptor.WriteAll(_qemu, Encoding.UTF8.GetBytes(new JsonObject { ["return"] = text, ["id"] = id }.ToJsonString() + "\n")));

    /// <summary>A client with its question.</summary>
    private sealed class Asking : IDisposable
    {
        private readonly ControlClient _client;
        private readonly int _answer;

        public Asking(TestServer server, string command)
        {
            _client = server.Connect();
            (_answer, var theirs) = UnixSocket.Pair();
            _client.Send(MonitorWire.Monitor, json => MonitorWire.Write(json, command), theirs);
            Descriptor.Close(theirs);
        }

        public string Answer()
        {
            using var bytes = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int n; (n = Descriptor.Read(_answer, buffer)) > 0;)
                bytes.Write(buffer, 0, n);
            return Encoding.UTF8.GetString(bytes.ToArray());
        }

        public ControlAnswer Last() => _client.Next(Long);

        public void Dispose()
        {
            _client.Dispose();
            Descriptor.Close(_answer);
        }
    }

    private sealed class NoWish : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
