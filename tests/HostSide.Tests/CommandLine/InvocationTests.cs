using Dkvm.Contract;
using Dkvm.HostSide.CommandLine;

namespace Dkvm.Tests.HostSide.CommandLine;

public class InvocationTests
{
    [Fact]
    public void What_containerd_calls_is_understood()
    {
        var invocation = Invocation.Parse(
            ["--root", "/run/docker/runtime-dkvm/moby", "--log", "/run/x/log.json", "--log-format", "json", "create",
             "--bundle", "/run/x", "--pid-file", "/run/x/init.pid", "--console-socket", "/tmp/pty1/pty.sock", "3f2a"]);

        Assert.Equal("create", invocation.Command);
        Assert.Equal("3f2a", invocation.ContainerId);
        Assert.Equal("/run/x", invocation.Bundle);
        Assert.Equal("/run/docker/runtime-dkvm/moby", invocation.Root("/usr/bin/runc"));
        Assert.Equal("json", invocation.Global.Value("log-format"));
    }

    [Theory]
    [InlineData("--bundle", "/b")]
    [InlineData("-bundle", "/b")]
    [InlineData("--b", "/b")]
    [InlineData("-b", "/b")]
    [InlineData("--bundle=/b")]
    [InlineData("-b=/b")]
    public void A_bundle_is_named_in_every_form(params string[] form)
    {
        Assert.Equal("/b", Invocation.Parse(["run", .. form, "id"]).Bundle);
        Assert.Equal("/b", Invocation.Parse(["run", "id", .. form]).Bundle);
    }

    [Fact]
    public void Flags_after_the_id_belong_to_create_but_not_to_exec()
    {
        Assert.Equal("id", Invocation.Parse(["create", "id", "--no-pivot=true", "--bundle", "/b"]).ContainerId);

        var exec = Invocation.Parse(["exec", "-t", "id", "sh", "-e", "x"]);
        Assert.Equal(["id", "sh", "-e", "x"], exec.Flags!.Rest);
    }

    [Fact]
    public void The_word_after_a_switch_counts_as_its_value_when_reordering_as_in_runc() =>
        // runc 1.1.5 on the same line: "create" requires exactly 1 argument(s).
        Assert.Null(Invocation.Parse(["create", "--no-pivot", "id", "--bundle", "/b"]).ContainerId);

    [Fact]
    public void The_last_of_several_flags_counts() =>
        Assert.Equal("/two", Invocation.Parse(["--root=/one", "--root", "/two", "list"]).Root("/usr/bin/runc"));

    [Theory]
    [InlineData("/usr/sbin/runc", "/run/runc")]
    [InlineData("/usr/bin/crun", "/run/crun")]
    public void Without_root_it_is_the_executors_own(string executor, string root) =>
        Assert.Equal(root, Invocation.Parse(["list"]).Root(executor));

    [Theory]
    [InlineData("events")]
    [InlineData("features")]
    [InlineData("init")]
    [InlineData("list")]
    [InlineData("pause")]
    [InlineData("ps")]
    [InlineData("resume")]
    [InlineData("spec")]
    [InlineData("state")]
    public void Other_commands_need_not_be_understood(string command)
    {
        var invocation = Invocation.Parse(["--debug", command, "--whatever", "x"]);
        Assert.Equal(command, invocation.Command);
        Assert.Null(invocation.Flags);
    }

    /// <summary>containerd's shim writes the last: "-" is stdin, not a flag.</summary>
    [Theory]
    [InlineData("--resources=-", "c1")]
    [InlineData("c1", "--resources=-")]
    [InlineData("c1", "-r", "-")]
    [InlineData("--resources", "-", "c1")]
    public void An_update_has_its_resources_and_its_container(params string[] arguments)
    {
        var invocation = Invocation.Parse(["--log-format", "json", "update", .. arguments]);
        Assert.Equal(("c1", "-"), (invocation.ContainerId, invocation.Flags!.Value("resources")));
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("-v")]
    [InlineData("-version")]
    [InlineData("--debug", "--v")]
    public void The_version_is_asked_for_in_every_form(params string[] arguments) =>
        Assert.True(Invocation.Parse(arguments).AsksVersion);

    [Fact]
    public void Help_of_a_command_is_help() => Assert.True(Invocation.Parse(["create", "--help"]).AsksHelp);

    [Fact]
    public void A_flag_nobody_knows_is_an_error_so_that_no_container_starts_without_its_VM()
    {
        Assert.Contains("-new-flag", Assert.Throws<DkvmException>(() => Invocation.Parse(["--new-flag", "create", "id"])).Message);
        Assert.Contains("-newer", Assert.Throws<DkvmException>(() => Invocation.Parse(["create", "--newer", "id"])).Message);
    }

    [Fact]
    public void A_flag_without_its_value_is_an_error() =>
        Assert.Equal("flag needs an argument: -root", Assert.Throws<DkvmException>(() => Invocation.Parse(["--root"])).Message);

    [Fact]
    public void Two_dashes_end_the_flags() =>
        Assert.Equal("--odd", Invocation.Parse(["create", "--bundle", "/b", "--", "--odd"]).ContainerId);

    [Fact]
    public void A_relative_bundle_is_relative_to_the_working_directory() =>
        Assert.Equal($"{Environment.CurrentDirectory}/x", Invocation.Parse(["create", "-b", "x", "id"]).Bundle);
}
