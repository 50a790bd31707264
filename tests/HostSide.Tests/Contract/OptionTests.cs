using Dkvm.Contract;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Contract;

public class OptionTests
{
    [Theory]
    [InlineData("64m", 64)]
    [InlineData("1g", 1024)]
    [InlineData("1GiB", 1024)]
    [InlineData("1048576k", 1024)]
    [InlineData("134217728", 128)]
    [InlineData("2T", 2 * 1024 * 1024)]
    public void A_size_is_read_as_Docker_reads_it(string text, int mebibytes) =>
        Assert.Equal(mebibytes, Samples.Options($"DKVM_MEMORY={text}").Of(Options.Memory));

    [Theory]
    [InlineData("DKVM_MEMORY=", "not a size")]
    [InlineData("DKVM_MEMORY=m", "not a size")]
    [InlineData("DKVM_MEMORY=-1g", "not a size")]
    [InlineData("DKVM_MEMORY=1.5g", "not a size")]
    [InlineData("DKVM_MEMORY=10m", "less than 64m")]
    [InlineData("DKVM_MEMORY=99999999999999999999g", "not a size")]
    [InlineData("DKVM_MEMORY=18446744073709551615t", "more than any machine")]
    [InlineData("DKVM_ACCEL=KVM", "give DKVM_ACCEL as auto|kvm|tcg")]
    [InlineData("DKVM_CPUS=0", "1 to 255")]
    [InlineData("DKVM_CPUS=256", "1 to 255")]
    [InlineData("DKVM_CPUS=+1", "1 to 255")]
    [InlineData("DKVM_TIMELINE=maybe", "give DKVM_TIMELINE as 0|1")]
    [InlineData("DKVM_LOG=verbose", "debug|information|warning|error")]
    [InlineData("DKVM_KERNEL=../../etc", "not the name of a kernel")]
    [InlineData("DKVM_KERNEL=debian/..", "not the name of a kernel")]
    [InlineData("DKVM_KERNEL=a/b/c", "not the name of a kernel")]
    [InlineData("DKVM_KERNEL=", "not the name of a kernel")]
    [InlineData("DKVM_KERNEL_APPEND=a\nb", "control characters")]
    [InlineData("DKVM_KERNEL_MOUNT_LIB_MODULES=2", "neither on nor off")]
    [InlineData("DKVM_SYS_ADMIN=perhaps", "neither on nor off")]
    [InlineData("DKVM_CGROUPFS=3", "give DKVM_CGROUPFS as none|1|2|hybrid")]
    [InlineData("DKVM_DEV_SHM_SIZE=big", "not a size")]
    [InlineData("DKVM_DEV_SHM_SIZE=0", "not a size that can be")]
    [InlineData("DKVM_DEV_SHM_SIZE=18446744073709551615k", "not a size that can be")]
    [InlineData("DKVM_START=tepid", "no such start")]
    [InlineData("DKVM_STOP_TIMEOUT=0", "not a number from 1 to 86400")]
    [InlineData("DKVM_HOCON=my.conf", "not an absolute path")]
    public void A_bad_value_is_an_error_with_the_option_and_what_it_accepts(string variable, string reason)
    {
        var error = Samples.Refused(() => Samples.Options(variable));
        Assert.StartsWith(variable.Split('=')[0], error.Message);
        Assert.Contains(reason, error.Render());
    }

    [Theory]
    [InlineData("DKVM_MEMROY=1g")]
    [InlineData("DKVM_")]
    [InlineData("DKVM_dev=x")]
    [InlineData("DKVM_NOVALUE")]
    public void An_unknown_option_is_an_error_that_lists_those_there_are(string variable)
    {
        var text = Samples.Refused(() => Samples.Options(variable)).Render();
        Assert.Contains(variable.Split('=')[0], text);
        Assert.All(Options.All, o => Assert.Contains(o.Name, text));
    }

    [Fact]
    public void Without_a_variable_the_fallback_holds()
    {
        var none = Samples.Options("PATH=/bin", "XDKVM_A=1");
        Assert.Equal(Accelerator.Auto, none.Of(Options.Accel));
        Assert.False(none.Has(Options.Memory));
        Assert.Equal(KernelChoice.Default, none.Of(Options.Kernel));
    }

    [Fact]
    public void Of_two_variables_with_one_name_the_last_counts() =>
        Assert.Equal(2, Samples.Options("DKVM_CPUS=1", "DKVM_CPUS=2").Of(Options.Cpus));

    [Fact]
    public void Every_option_says_what_it_is() => Assert.All(Options.All, o =>
    {
        Assert.StartsWith(Options.Prefix, o.Name);
        Assert.NotEmpty(o.Form);
        Assert.NotEmpty(o.Default);
        Assert.EndsWith(".", o.Meaning);
    });

    [Fact]
    public void The_documentation_is_not_stale() => Assert.True(
        File.ReadAllText($"{Samples.RepositoryRoot}docs/options.md") == OptionsDocument.Markdown(),
        "docs/options.md is stale: dotnet run --project src/HostSide/Control -- options --markdown > docs/options.md");
}
