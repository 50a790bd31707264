using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>What cannot be is said before anything starts.</summary>
public sealed class RefusalTests(Engine engine) : EngineTest(engine)
{
    /// <summary>docker-run(1), "Exit Status": the error is with the engine or the runtime.</summary>
    private const int Refused = 125;

    [Theory]
    [InlineData("DKVM_NONSENSE=1", "DKVM_NONSENSE", "DKVM_MEMORY")]
    [InlineData("DKVM_MEMORY=lots", "DKVM_MEMORY=lots", "<size>")]
    [InlineData("DKVM_ACCEL=warp", "DKVM_ACCEL=warp", "auto|kvm|tcg")]
    [InlineData("DKVM_CPUS=0", "DKVM_CPUS=0", "<count>")]
    [InlineData("DKVM_KERNEL=plan9", "DKVM_KERNEL=plan9", "debian/")]
    [InlineData("DKVM_KERNEL=../../etc", "DKVM_KERNEL=../../etc", "<dist>")]
    public async Task An_unknown_option_or_a_bad_value_is_named_with_what_is_accepted(string option, string named, string accepted)
    {
        var run = (await Docker.Run(Runtime.Dkvm, "-e", option, Image.Busybox, "true")).WithExitCode(Refused);

        Assert.Contains(named, run.Errors);
        Assert.Contains(accepted, run.Errors);
    }

    [Theory]
    [InlineData("--network", "host")]
    [InlineData("--pid", "host")]
    public async Task Namespaces_of_the_host_are_refused_by_name(string flag, string value)
    {
        var run = (await Docker.Run(Runtime.Dkvm, flag, value, Image.Busybox, "true")).WithExitCode(Refused);

        Assert.Contains($"{flag} {value}", run.Errors);
    }

    [Theory]
    [InlineData("--network")]
    [InlineData("--pid")]
    public async Task Namespaces_of_another_container_are_refused_by_name(string flag)
    {
        var other = await Docker.Start(Runtime.Runc, Image.Busybox, "sleep", "1000");

        var run = (await Docker.Run(Runtime.Dkvm, flag, $"container:{other}", Image.Busybox, "true")).WithExitCode(Refused);

        Assert.Contains($"{flag} container", run.Errors);
    }

    [Fact]
    public async Task More_memory_than_the_container_may_have_is_refused()
    {
        var run = (await Docker.Run(Runtime.Dkvm, "--memory", "128m", "-e", "DKVM_MEMORY=256m", Image.Busybox, "true")).WithExitCode(Refused);

        Assert.Contains("DKVM_MEMORY", run.Errors);
        Assert.Contains("128", run.Errors);
    }
}
