using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

public sealed class ImageTests(Engine engine) : EngineTest(engine)
{
    [Fact]
    public void The_guests_kernel_is_not_the_hosts() => Assert.NotEqual(Kernels.Host, Kernels.Guest);

    [Theory]
    [BothRuntimes(Image.Busybox)]
    [BothRuntimes(Image.Debian)]
    [BothRuntimes(Image.Nginx)]
    public async Task An_image_runs_on_its_runtimes_kernel(string runtime, string image)
    {
        var run = (await Docker.Run(runtime, image, "uname", "-r")).Successful();

        Assert.Equal(Kernels.Of(runtime), run.Text);
        Assert.Empty(run.Errors);
    }

    [Theory]
    [BothRuntimes]
    public async Task An_image_of_one_static_binary_from_scratch_runs(string runtime)
    {
        var run = (await Docker.Run(runtime, "--hostname", "alone", Image.Scratch, "an argument", "")).Successful();

        Assert.Equal($"Linux alone {Kernels.Of(runtime)} x86_64\n1: an argument\n2: \n", run.Output);
    }
}
