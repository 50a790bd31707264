using System.Diagnostics;
using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.Linux;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Host;

/// <summary>The program itself, with a runc that says how it was called.</summary>
public sealed class RuntimeProgramTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public RuntimeProgramTests() => _temp.Program("bin/runc",
        """
        if [ "$1" = --version ]; then printf 'runc version 1.1.5\ncommit: abc\nspec: 1.0.2\n'; exit 0; fi
        if [ "$1" = start ]; then exit 0; fi
        if [ "$1" = events ]; then grep SigIgn /proc/self/status; exit 0; fi
        printf '%s|' "$@" | od -An -c | tr -d ' \n'
        exit 42
        """);

    private (int Code, string Out, string Error) Dkvm(params string[] arguments) => Shell("exec \"$DKVM\" \"$@\"", arguments);

    private (int Code, string Out, string Error) Shell(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script, "sh", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_temp["bin"]}:/usr/bin:/bin";
        start.Environment["DKVM"] = $"{AppContext.BaseDirectory}dkvm";
        // The tests' own framework runs it here; what is published needs none.
        start.Environment["DOTNET_ROLL_FORWARD"] = "Major";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    [Fact]
    public void Other_commands_become_runc_with_the_same_arguments_and_exit_code()
    {
        var (code, output, _) = Dkvm("--root", "/r", "kill", "id", "", "KILL x");
        Assert.Equal(42, code);
        Assert.StartsWith("--root|/r|kill|id||KILLx|", output);
    }

    [Fact]
    public void Arguments_that_are_not_text_arrive_byte_for_byte() =>
        Assert.StartsWith("state|a377b|", Shell("""exec "$DKVM" state "$(printf 'a\377b')" """).Out.Replace("\\", ""));

    [Fact]
    public void Runc_does_not_inherit_that_our_runtime_ignores_SIGPIPE()
    {
        const long sigpipe = 1 << (13 - 1); // who started the tests may ignore others, as nohup(1) does
        Assert.Equal(0, Convert.ToInt64(Dkvm("events").Out["SigIgn:\t".Length..].Trim(), 16) & sigpipe);
    }

    [Fact]
    public void The_version_is_runcs_with_a_line_of_ours_that_engines_do_not_take_for_it()
    {
        var lines = Dkvm("--version").Out.TrimEnd().Split('\n');
        Assert.Equal("runc version 1.1.5", lines[0]);
        Assert.StartsWith("dkvm: ", lines[^1]);
        Assert.Single(lines, l => l.Contains("version", StringComparison.Ordinal));
    }

    [Fact]
    public void An_error_goes_to_the_log_in_runcs_format_and_to_stderr_and_runc_is_not_started()
    {
        var (code, output, error) = Dkvm("--log", _temp["log.json"], "--log-format", "json", "create", "--bundle", _temp["none"], "c1");
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.StartsWith("dkvm: there is no ", error);
        var line = JsonNode.Parse(File.ReadAllLines(_temp["log.json"]).Single())!;
        Assert.Equal("error", (string?)line["level"]);
        Assert.StartsWith("dkvm: there is no ", (string?)line["msg"]);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("run")]
    [InlineData("restore")]
    public void A_bundle_is_never_handed_on_as_it_is(string command)
    {
        _temp.File("b/config.json", Samples.Docker(s => s.AddEnv("DKVM_NONSENSE=1")).ToJsonString());
        foreach (string[] line in new string[][] { [command, "-b", _temp["b"], "c1"], [command, "-b", _temp["b"]], [command, "-b", _temp["b"], "a/b"], [command, "--new", "-b", _temp["b"], "c1"] })
            Assert.Equal((1, ""), Dkvm(line) is var (code, output, _) ? (code, output) : default);
        Assert.False(File.Exists(_temp[$"b/{Path.GetFileName(new Bundle("").Original)}"]));
    }

    [Theory]
    [InlineData("exec")]
    [InlineData("exec", "a/b", "sh")]
    [InlineData("exec", "--new", "c1", "sh")]
    [InlineData("exec", "no-such-container", "sh")]
    [InlineData("exec", "--process", "/dev/null", "no-such-container")]
    public void An_exec_that_is_not_handed_to_a_supervisor_never_reaches_runc(params string[] line)
    {
        var (code, output, error) = Dkvm(line);
        Assert.Equal((1, ""), (code, output));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void A_container_that_exists_is_runcs_to_complain_about_and_its_bundle_stays()
    {
        var config = _temp.File("b/config.json", "{}");
        _temp.Folder("root/c1");
        Assert.Equal(42, Dkvm("--root", _temp["root"], "create", "-b", _temp["b"], "c1").Code);
        Assert.Equal("{}", File.ReadAllText(config));
    }

    [Theory]
    [InlineData("exit 0", NetworkOutcome.IsThere, false, 0)]
    [InlineData("echo no bridge >&2; exit 3", "sh ended with exit code 3: no bridge", false, 1)]
    // What was killed in the middle of its start has no network, and that is not what it ended of.
    [InlineData("exit 3", NetworkOutcome.NobodyThere, true, 0)]
    public async Task The_engines_hook_for_the_network_runs_beside_the_start_which_returns_with_its_outcome(string script, string outcome, bool endsFirst, int code)
    {
        var id = $"test-{Guid.NewGuid():n}";
        var folder = Directory.CreateDirectory($"{Paths.HostRun}/{id}");
        using var container = Process.Start("/bin/sleep", "1000");
        try
        {
            folder.CreateSubdirectory("state");
            var gate = _temp["gate"];
            var hook = Shell(
                """printf '{"id":"%s","pid":%s}' "$1" "$4" | exec "$DKVM" dkvm-network-hook /bin/sh sh -c "cat >$2.state; mkfifo $2; cat $2; $3" """,
                id, gate, script, $"{container.Id}");
            Assert.Equal((0, ""), (hook.Code, hook.Error)); // the hook itself goes on until the test lets it
            var result = $"{folder}/state/{Paths.NetworkComesName}";
            var start = Task.Run(() => Dkvm("start", id));
            while (!File.Exists(gate))
                await Task.Delay(10);
            Assert.False(start.IsCompleted);
            Assert.Equal("", SmallFile.TryRead(result));

            if (endsFirst)
                container.Kill();
            await File.WriteAllTextAsync(gate, "");
            while (SmallFile.TryRead(result) == "")
                await Task.Delay(10);
            if (code != 0)
                Assert.NotSame(start, await Task.WhenAny(start, Task.Delay(TimeSpan.FromSeconds(2)))); // it waits for the container's end
            container.Kill();

            Assert.Equal(code, (await start).Code);
            Assert.Equal(outcome, SmallFile.TryRead(result));
            Assert.Contains(id, File.ReadAllText($"{gate}.state"));
        }
        finally
        {
            container.Kill();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Help_is_runcs() => Assert.Equal(42, Dkvm("create", "--help").Code);

    public void Dispose() => _temp.Dispose();
}
