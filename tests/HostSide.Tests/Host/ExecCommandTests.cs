using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.CommandLine;
using Dkvm.HostSide.Exec;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Host;

public sealed class ExecCommandTests : IDisposable
{
    private const string Original = """
        {
          "terminal": true, "args": ["nginx"], "env": ["A=1"], "cwd": "/srv", "noNewPrivileges": true,
          "user": { "uid": 7, "gid": 8, "additionalGids": [9] },
          "capabilities": { "bounding": ["CAP_CHOWN"], "effective": ["CAP_CHOWN"], "permitted": ["CAP_CHOWN"] }
        }
        """;

    private readonly TempFolder _temp = new();

    private static ParsedFlags Flags(params string[] arguments) => Invocation.Parse(["exec", .. arguments]).Flags!;

    private static JsonObject Process(params string[] arguments) =>
        ExecProcess.Read(Flags(arguments), () => (JsonObject)JsonNode.Parse(Original)!);

    [Fact]
    public void Without_flags_it_is_the_containers_own_process_with_other_arguments_and_no_terminal()
    {
        var process = Process("c1", "ls", "-l", "--user", "5");
        Assert.Equal(["ls", "-l", "--user", "5"], process.Texts("args"));
        Assert.False(process.Flag("terminal"));
        Assert.True(process.Flag("noNewPrivileges"));
        Assert.Equal(("/srv", 7), (process.Text("cwd"), (int)process["user"]!["uid"]!));
        Assert.Equal(["A=1"], process.Texts("env"));
    }

    [Fact]
    public void Each_flag_of_the_command_line_changes_its_own_part()
    {
        var process = Process(
            "-t", "--cwd", "/tmp", "-e", "B=2", "--env=C=3", "--user", "10:11", "-g", "12", "--additional-gids", "13,14",
            "--cap", "CAP_KILL", "-c", "CAP_FOWNER", "--no-new-privs=false", "c1", "sh");
        Assert.True(process.Flag("terminal"));
        Assert.False(process.Flag("noNewPrivileges"));
        Assert.Equal("/tmp", process.Text("cwd"));
        Assert.Equal(["A=1", "B=2", "C=3"], process.Texts("env"));
        Assert.Equal("""{"uid":10,"gid":11,"additionalGids":[9,12,13,14]}""", process["user"]!.ToJsonString());
        Assert.All(
            (string[])["bounding", "effective", "permitted"],
            set => Assert.Equal(["CAP_CHOWN", "CAP_KILL", "CAP_FOWNER"], process.Object("capabilities").Texts(set)));
        Assert.Equal(["CAP_KILL", "CAP_FOWNER"], process.Object("capabilities").Texts("ambient"));
    }

    [Fact]
    public void With_a_file_the_flags_about_the_process_count_for_nothing()
    {
        var process = Process("--process", _temp.File("p.json", """{ "args": ["true"], "cwd": "/" }"""), "--cwd", "/tmp", "--user", "5", "c1", "ls");
        Assert.Equal("""{"args":["true"],"cwd":"/"}""", process.ToJsonString());
    }

    [Theory]
    [InlineData("oops", "p.json")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{ "args": [] }""", "args cannot be empty")]
    [InlineData("""{ "args": [5] }""", "args is not an array of strings")]
    public void A_process_that_is_none_is_refused(string process, string why) =>
        Assert.Contains(why, Samples.Refused(() => Process("--process", _temp.File("p.json", process), "c1")).Message);

    [Theory]
    [InlineData("--user", "root")]
    [InlineData("--user", "1:x")]
    [InlineData("--additional-gids", "-1")]
    public void An_id_that_is_no_number_is_refused(string flag, string value) => Samples.Refused(() => Process(flag, value, "c1", "sh"));

    [Fact]
    public void What_runs_in_the_container_has_no_right_and_shows_no_more_than_the_programs_name()
    {
        var process = Process("-e", "SECRET=1", "c1", "/usr/bin/mysql", "-psecret");
        process["consoleSize"] = JsonNode.Parse("""{ "height": 5, "width": 6 }""");
        process["apparmorProfile"] = "unconfined";
        var ours = ExecHandover.Process(process, connection: 3, gate: 4);
        Assert.Equal([Paths.ExecClient, "3", "4", "mysql"], ours.Texts("args"));
        Assert.DoesNotContain("secret", ours.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("{}", ours["capabilities"]!.ToJsonString());
        Assert.True(ours.Flag("noNewPrivileges"));
        Assert.Equal(5, (int)ours["consoleSize"]!["height"]!);
        Assert.False(ours.ContainsKey("apparmorProfile"));
    }

    [Theory]
    [InlineData(ExitCode.NotFound, "exec failed: unable to start container process: exec: no such thing")]
    [InlineData(ExitCode.RuntimeFailed, "exec failed: dkvm: exec: no such thing")]
    public void A_failure_is_put_as_runc_puts_it_where_docker_reads_the_code_out_of_it(int code, string message) =>
        Assert.Equal(message, ExecFailure.Of(new DkvmException("exec: no such thing") { ExitCode = code }).Message);

    public void Dispose() => _temp.Dispose();
}
