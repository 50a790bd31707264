using Dkvm.HostSide.Docker;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Control;

public sealed class EngineTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public async Task Info_comes_over_the_unix_socket()
    {
        using var fake = new FakeEngine(_temp["sock"]) { Info = """{ "Runtimes": { "dkvm": { "path": "/x" } } }""" };
        using var engine = new Engine(_temp["sock"]);
        var info = await engine.Info();
        Assert.Equal("/x", Engine.RuntimePath(info!, "dkvm"));
        Assert.Null(Engine.RuntimePath(info!, "other"));
    }

    [Fact]
    public async Task Where_nothing_answers_there_is_no_info()
    {
        using var engine = new Engine(_temp["none"]);
        Assert.Null(await engine.Info());
    }

    [Fact]
    public async Task A_reload_is_waited_for_by_the_engines_own_event()
    {
        using var fake = new FakeEngine(_temp["sock"]);
        using var engine = new Engine(_temp["sock"]);
        Assert.True(await engine.Reloaded(() => fake.Reload("{}")));
        Assert.Contains("%22reload%22", Assert.Single(fake.Asked));
        Assert.Contains("since=", fake.Asked[0]);
    }

    [Fact]
    public void A_pid_file_of_another_program_names_no_daemon()
    {
        Assert.Null(DaemonProcess.Find(_temp["none"]));
        Assert.Null(DaemonProcess.Find(_temp.File("pid", $"{Environment.ProcessId}\n")));
        Assert.Null(DaemonProcess.Find(_temp.File("odd", "x")));
    }

    public void Dispose() => _temp.Dispose();
}
