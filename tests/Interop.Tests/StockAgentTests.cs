using Dkvm.Actors.Ports;
using Dkvm.ContainerSide.Exec;
using Dkvm.ContainerSide.Guest;
using Dkvm.ContainerSide.Guest.Plain;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.Tests.Interop;

/// <summary>The supervisor's client, and its way to run a process by any agent, with Debian's own qemu-ga.</summary>
public sealed class StockAgentTests : IDisposable
{
    private readonly StockAgent _agent = new();
    private readonly AgentClient _client;

    public StockAgentTests()
    {
        _client = new AgentClient(_agent.Socket);
        Kind = _client.Wait<AgentKind?>(done => AgentKind.Find(_client.Connection, (kind, why) => done(kind)));
    }

    private AgentKind? Kind { get; }

    public void Dispose()
    {
        _client.Dispose();
        _agent.Dispose();
    }

    [Fact]
    public void It_is_known_for_what_it_is() =>
        Assert.True(Kind is { IsOurs: false, CanExec: true } && Kind.Version.StartsWith("10.", StringComparison.Ordinal), $"{Kind}");

    [Fact]
    public void Answers_find_those_who_asked_and_errors_keep_their_class()
    {
        Assert.Equal(12, _client.Value("guest-sync", """{"id": 12}""").GetInt64());
        Assert.Equal(new AgentError("CommandNotFound", "The command dkvm-arm has not been found"), _client.Ask(AgentCommands.Arm).Error);
        Assert.Equal(new AgentError("GenericError", "Parameter 'path' is missing"), _client.Ask("guest-exec").Error);
        var handle = _client.Value("guest-file-open", """{"path": "/etc/os-release"}""").GetInt64();
        var read = _client.Value("guest-file-read", $$"""{"handle": {{handle}}}""");
        Assert.StartsWith("ID=testimage", AgentClient.Text(read.GetProperty("buf-b64").GetBytesFromBase64()));
        Assert.Empty(_client.Losses);
    }

    [Fact]
    public void A_process_runs_with_its_folder_environment_output_and_exit_code()
    {
        var end = Run(new() { Args = ["/bin/sh", "-c", "pwd; echo $COLOUR; echo bad >&2; exit 7"], Env = ["COLOUR=blue"], Cwd = "/data" });
        Assert.Equal((7, "/data\nblue\n", "bad\n", null), (end.ExitCode, AgentClient.Text(end.Output), AgentClient.Text(end.Errors), end.Problem));
        Assert.Equal(137, Run(new() { Args = ["/bin/sh", "-c", "kill -9 $$"], Cwd = "/" }).ExitCode);
    }

    [Fact]
    public void A_process_that_takes_its_time_is_waited_for()
    {
        var end = Run(new() { Args = ["/bin/sh", "-c", "sleep 2; echo done"], Cwd = "/" });
        Assert.Equal((0, "done\n"), (end.ExitCode, AgentClient.Text(end.Output)));
    }

    [Fact]
    public void What_cannot_be_started_has_Dockers_exit_codes()
    {
        Assert.Equal(127, Run(new() { Args = ["/nope"], Cwd = "/" }).ExitCode);
        Assert.Equal(126, Run(new() { Args = ["/etc"], Cwd = "/" }).ExitCode);
        Assert.Equal(127, Run(new() { Args = ["/nope"], Cwd = "/data" }).ExitCode);
    }

    [Fact]
    public void Output_that_was_cut_off_is_said_to_be()
    {
        var end = Run(new() { Args = ["/bin/sh", "-c", "yes | head -c 17000000"], Cwd = "/" });
        Assert.Equal(16 * 1024 * 1024, end.Output.Length);
        Assert.Contains("cut the output off", end.Problem);
    }

    [Theory]
    [InlineData(true, false, 0u, "no terminal", "-t")]
    [InlineData(false, true, 0u, "no stream for input", "-i")]
    [InlineData(false, false, 1000u, "root as its only user", "-u")]
    public void What_the_protocol_has_not_is_refused_with_the_reason(bool terminal, bool interactive, uint uid, string reason, string flag)
    {
        var request = new PlainRequest(new() { Args = ["/bin/true"], Terminal = terminal, Uid = uid }, interactive);
        var refusal = Assert.Throws<DkvmException>(request.Check);
        Assert.Contains(reason, refusal.Message);
        Assert.Contains(flag, refusal.Remedy);
    }

    /// <summary>As docker exec goes: our command first, then the fall-back, with the client's descriptors.</summary>
    [Fact]
    public void An_exec_session_falls_back_to_it_by_itself()
    {
        var (streamHere, streamThere) = UnixSocket.Pair();
        var (outRead, outWrite) = Descriptor.Pipe();
        var (errRead, errWrite) = Descriptor.Pipe();
        var stdio = new ExecStdio([Descriptor.Open("/dev/null", Descriptor.ReadOnly), outWrite, errWrite]);
        using var streams = new StreamConnection(_client.Loop, streamHere, _ => { });
        using var sessions = new ExecSessions(_client.Loop);
        sessions.Connect(_client.Connection, streams);
        var process = new ProcessPlan { Args = ["/bin/sh", "-c", "echo out; echo err >&2; exit 4"], Cwd = "/", NullStdin = true };

        var said = _client.Wait<ExecSaid>(done =>
        {
            IExecSession? session = null;
            session = sessions.Start(process, said =>
            {
                if (said is ExecSaid.Started)
                    session!.Attach(stdio);
                else
                    done(said);
            });
        });

        Assert.Equal(new ExecSaid.Exited(4), said);
        Assert.Equal(("out\n", "err\n"), (ReadAll(outRead), ReadAll(errRead)));
        var refused = _client.Wait<ExecSaid>(done => sessions.Start(process with { Terminal = true }, done));
        Assert.Contains("no terminal", Assert.IsType<ExecSaid.Refused>(refused).Message);
        Assert.Equal(127, Assert.IsType<ExecSaid.Refused>(
            _client.Wait<ExecSaid>(done => sessions.Start(process with { Args = ["/nope"] }, done))).ExitCode);
        Descriptor.Close(streamThere);
    }

    /// <summary>To its end: whoever wrote has closed it.</summary>
    private static string ReadAll(int fd)
    {
        using var all = new MemoryStream();
        var buffer = new byte[4096];
        for (int n; (n = Descriptor.Read(fd, buffer)) > 0;)
            all.Write(buffer, 0, n);
        Descriptor.Close(fd);
        return AgentClient.Text(all.ToArray());
    }

    private PlainOutcome Run(ProcessPlan process) => _client.Wait<PlainOutcome>(
        done => PlainExec.Start(_client.Loop, _client.Connection, new PlainRequest(process, Interactive: false), () => { }, done));
}
