using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.Linux;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Host;

public class AcceleratorTests
{
    private static readonly KvmFacts Works = new(CpuVirtualises: true, OpenError: 0);

    [Theory]
    [InlineData("flags\t\t: fpu vme vmx ssse3", true)]
    [InlineData("flags\t\t: fpu svm", true)]
    [InlineData("flags\t\t: fpu vmxx svm_lock", false)]
    [InlineData("model name\t: vmx", false)]
    [InlineData("", false)]
    public void The_processors_flag_decides(string line, bool has) =>
        Assert.Equal(has, KvmFacts.HasFlag(["processor\t: 0", line]));

    [Fact]
    public void KVM_is_used_where_it_works() => Assert.Equal(Accelerator.Kvm, AcceleratorChoice.Make(Accelerator.Auto, Works).Accelerator);

    [Theory]
    [InlineData(true, Errno.ENOENT, "has no /dev/kvm")]
    [InlineData(true, Errno.EACCES, "EACCES")]
    [InlineData(false, 0, "neither vmx nor svm")]
    public void Else_emulation_with_the_reason(bool flag, int error, string reason)
    {
        var choice = AcceleratorChoice.Make(Accelerator.Auto, new(flag, error));
        Assert.Equal(Accelerator.Tcg, choice.Accelerator);
        Assert.Contains(reason, choice.Reason);
        Assert.Contains(reason, Samples.Refused(() => AcceleratorChoice.Make(Accelerator.Kvm, new(flag, error))).Message);
    }

    [Fact]
    public void Emulation_is_used_where_it_was_asked_for() =>
        Assert.Equal(Accelerator.Tcg, AcceleratorChoice.Make(Accelerator.Tcg, Works).Accelerator);
}
