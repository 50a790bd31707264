using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>The runtime as engines have it, which makes templates itself; the tests' engine says that it must not.</summary>
public sealed class AutomaticRuntime(Engine engine) : IAsyncLifetime
{
    public const string Name = "automatic";

    private string Program => $"{engine.Folder}/{Name}";

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Program, $"#!/bin/sh\nunset DKVM_TEMPLATES\nexec {Repository.Package}/bin/dkvm \"$@\"\n");
        File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await engine.SetRuntime(Name, Program);
    }

    public async Task DisposeAsync()
    {
        await engine.SetRuntime(Name, path: null);
        File.Delete(Program);
    }
}

public sealed class TemplateMakingTests(Engine engine, AutomaticRuntime runtime) : EngineTest(engine), IClassFixture<AutomaticRuntime>
{
    private const string Templates = "/var/lib/dkvm/templates";

    /// <summary>A VM that boots and is saved, with what others leave of the processors.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_VM_that_had_to_boot_has_a_template_made_and_the_next_of_its_kind_goes_on_from_it()
    {
        _ = runtime;
        // Of a size and with networks that no other test has.
        string[] machine = ["-e", "DKVM_MEMORY=211m", "-e", "DKVM_CPUS=1", "-e", "DKVM_KERNEL_APPEND=dkvm.test=1", "--network", "none"];
        try
        {
            var first = await Docker.Start(AutomaticRuntime.Name, [.. machine, "-e", "DKVM_TIMELINE=1", Image.Busybox, "sh", "-c", "echo READY; sleep 1000"]);
            await Docker.Says(first, "READY");
            var second = await Docker.Start(AutomaticRuntime.Name, [.. machine, Image.Busybox, "sh", "-c", "echo READY; sleep 1000"]); // beside the making
            await Docker.Says(second, "READY");
            await UntilMade();
            Assert.Equal("up", (await Docker.Run(Runtime.Dkvm, [.. machine, "-e", "DKVM_START=warm", Image.Busybox, "echo", "up"])).Successful().Text);

            // One template, however many asked for it; the makers have gone.
            Assert.Single(Made());
            Assert.Contains("1-cards", (await Program.Run(CtlProgram, ["template", "list"], Docker.Patience)).Successful().Text.Split('\n').Single(l => l.Contains("-211m-")));
        }
        finally
        {
            foreach (var kind in Directory.GetDirectories(Templates, "*-211m-*"))
                Directory.Delete(kind, recursive: true);
        }
    }

    [Fact]
    public async Task A_damaged_template_is_set_aside_by_the_first_VM_that_cannot_go_on_from_it_and_made_anew_after_the_next()
    {
        _ = runtime;
        string[] machine = ["-e", "DKVM_MEMORY=213m", "-e", "DKVM_CPUS=1"];
        try
        {
            (await Program.Run(CtlProgram, ["template", "build", "--memory", "213m", "--cpus", "1"], Patience)).Successful();
            var kind = Directory.GetDirectories(Templates, "*-213m-*").Single();
            await using (var ram = File.OpenWrite(Directory.GetFiles(kind, "ram", SearchOption.AllDirectories).Single()))
                ram.SetLength(0);

            (await Docker.Run(AutomaticRuntime.Name, [.. machine, Image.Busybox, "true"])).Successful();
            Assert.False(Directory.Exists(kind));
            Assert.True(Directory.Exists($"{Templates}/.damaged-{Path.GetFileName(kind)}"));

            var next = await Docker.Start(AutomaticRuntime.Name, [.. machine, Image.Busybox, "sh", "-c", "echo READY; sleep 1000"]);
            await Docker.Says(next, "READY");
            for (var deadline = DateTime.UtcNow + Patience; !Directory.Exists(kind); await Task.Delay(100))
                Assert.True(DateTime.UtcNow < deadline, $"no template was made; its maker says: {EngineState.Read($"{Templates}/.log")}");
            Assert.Equal("up", (await Docker.Run(Runtime.Dkvm, [.. machine, "-e", "DKVM_START=warm", Image.Busybox, "echo", "up"])).Successful().Text);
        }
        finally
        {
            foreach (var kind in Directory.GetDirectories(Templates, "*-213m-*"))
                Directory.Delete(kind, recursive: true);
        }
    }

    [Fact]
    public async Task A_container_that_runs_has_its_template_made_on_demand_and_another_id_is_an_error()
    {
        try
        {
            var one = await Docker.Start(Runtime.Dkvm, "-e", "DKVM_MEMORY=212m", Image.Busybox, "sh", "-c", "echo READY; sleep 1000");
            await Docker.Says(one, "READY");
            var made = (await Program.Run(CtlProgram, ["template", "build", "--like", one], Patience)).Successful();
            Assert.Contains("-212m-", made.Text);
            Assert.Equal("", (await Program.Run(CtlProgram, ["template", "build", "--like", one], Patience)).Successful().Text); // there is one
        }
        finally
        {
            foreach (var kind in Directory.GetDirectories(Templates, "*-212m-*"))
                Directory.Delete(kind, recursive: true);
        }
        var none = await Program.Run(CtlProgram, ["template", "build", "--like", "nobody"], Patience);
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("no VM of a container with the id nobody runs", none.Errors);
    }

    private static string[] Made() => Directory.Exists(Templates)
        ? [.. Directory.EnumerateDirectories(Templates, "*-211m-*").SelectMany(Directory.EnumerateDirectories)]
        : [];

    private static async Task UntilMade()
    {
        for (var deadline = DateTime.UtcNow + Patience; Made().Length == 0; await Task.Delay(100))
            Assert.True(DateTime.UtcNow < deadline, $"no template was made; its maker says: {EngineState.Read($"{Templates}/.log")}");
    }
}
