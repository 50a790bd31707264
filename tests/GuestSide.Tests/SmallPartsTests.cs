using Dkvm.GuestSide.Configuration;
using Dkvm.GuestSide.Workload;

namespace Dkvm.Tests.GuestSide;

public class SmallPartsTests
{
    [Theory]
    [InlineData("kernel.shmmax", "sys/kernel/shmmax")]
    [InlineData("net.ipv4.conf.eth0/100.forwarding", "sys/net/ipv4/conf/eth0.100/forwarding")]
    [InlineData("net/ipv4/conf/eth0.100/forwarding", "sys/net/ipv4/conf/eth0.100/forwarding")]
    public void A_kernel_parameters_path_is_as_in_sysctl(string name, string path) => Assert.Equal(path, Sysctl.PathOf(name));

    [Theory]
    [InlineData(0, "/root")]
    [InlineData(7, "/")]
    [InlineData(8, "/")]
    [InlineData(99, "/")]
    public void HOME_is_the_users_or_the_root(uint uid, string home) =>
        Assert.Equal(home, HomeFolder.Of("# comment\nroot:x:0:0:root:/root:/bin/sh\nnohome:x:7:7:::\nshort:x:8\n", uid));

    [Fact]
    public void A_HOME_that_is_given_stays() =>
        Assert.Equal(["A=1", "HOME=/x"], HomeFolder.AddTo(["A=1", "HOME=/x"], uid: 0));
}
