using System.Security.Cryptography;
using Dkvm.HostSide;
using Dkvm.HostSide.Commands;
using Dkvm.HostSide.Doctor;
using Dkvm.Linux;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Control;

public sealed class DoctorTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private void Package(string content = "good")
    {
        _temp.File("version.json", """{ "version": "0.1.0", "qemu": "10.0" }""");
        _temp.File("bin/dkvm", "good");
        _temp.File("SHA256SUMS", $"{Convert.ToHexStringLower(SHA256.HashData("good"u8))}  ./bin/dkvm\n");
        File.WriteAllText(_temp["bin/dkvm"], content);
    }

    [Fact]
    public void A_whole_package_is_good()
    {
        Package();
        var finding = PackageChecks.Integrity(_temp.Path);
        Assert.Equal(Level.Good, finding.Level);
        Assert.Contains("version 0.1.0", finding.Text);
    }

    [Fact]
    public void A_changed_or_missing_file_is_named()
    {
        Package("changed");
        Assert.Contains("./bin/dkvm", PackageChecks.Integrity(_temp.Path).Text);
        File.Delete(_temp["bin/dkvm"]);
        Assert.Equal(Level.Mend, PackageChecks.Integrity(_temp.Path).Level);
        File.Delete(_temp["SHA256SUMS"]);
        Assert.Contains("SHA256SUMS", PackageChecks.Integrity(_temp.Path).Text);
    }

    [Fact]
    public void Emulation_is_a_note_with_its_reason_and_remedy()
    {
        var finding = HostChecks.Acceleration(new(CpuVirtualises: false, OpenError: 0));
        Assert.Equal(Level.Note, finding.Level);
        Assert.Contains("vmx", finding.Text);
        Assert.Contains("nested", finding.Remedy);
        Assert.Equal(Level.Good, HostChecks.Acceleration(new(true, 0)).Level);
        Assert.Contains("modprobe", HostChecks.Acceleration(new(true, Errno.ENOENT)).Remedy);
    }

    [Fact]
    public void A_missing_tun_device_must_be_mended()
    {
        Assert.Equal(Level.Mend, HostChecks.Tun(_temp["none"]).Level);
        Assert.Equal(Level.Mend, HostChecks.Tun("/dev/null").Level);
    }

    [Theory]
    [InlineData("CONFIG_BRIDGE=y\nCONFIG_NET_SCH_INGRESS=m\nCONFIG_NET_CLS_U32=m\nCONFIG_NET_ACT_MIRRED=y", Level.Good)]
    [InlineData("CONFIG_BRIDGE=y\nCONFIG_NET_SCH_INGRESS=m\n# CONFIG_NET_CLS_U32 is not set\nCONFIG_NET_ACT_MIRRED=y", Level.Mend)]
    public void The_kernels_traffic_control_is_read_from_its_configuration(string config, Level level) =>
        Assert.Equal(level, HostChecks.TrafficControl(KernelFeatures.Parse(config.Split('\n'))).Level);

    [Fact]
    public void A_kernel_that_does_not_say_is_a_note() => Assert.Equal(Level.Note, HostChecks.TrafficControl(KernelFeatures.Unknown).Level);

    [Theory]
    [InlineData("MemAvailable:    8000000 kB", Level.Good)]
    [InlineData("MemAvailable:     300000 kB", Level.Note)]
    [InlineData("MemFree: 1 kB", Level.Note)]
    public void Memory_is_compared_with_what_a_VM_takes(string line, Level level) =>
        Assert.Equal(level, HostChecks.Memory(["MemTotal: 1 kB", line]).Level);

    [Theory]
    [InlineData("""{ "ServerVersion": "20.10.24+dfsg1" }""", Level.Good)]
    [InlineData("""{ "ServerVersion": "28.2.2" }""", Level.Good)]
    [InlineData("""{ "ServerVersion": "19.03.1" }""", Level.Mend)]
    [InlineData("""{ "ServerVersion": "dev" }""", Level.Good)]
    public void Dockers_version_is_checked(string info, Level level) =>
        Assert.Equal(level, DockerChecks.Engine(Samples.Json(info), "/sock").Level);

    [Fact]
    public void Without_Docker_there_is_a_note() => Assert.Equal(Level.Note, DockerChecks.Engine(null, "/sock").Level);

    [Theory]
    [InlineData("""{ "Runtimes": { "dkvm": { "path": "/opt/dkvm/bin/dkvm" } } }""", Level.Good)]
    [InlineData("""{ "Runtimes": { "dkvm": { "path": "/elsewhere/dkvm" } } }""", Level.Mend)]
    [InlineData("""{ "Runtimes": { "runc": { "path": "runc" } } }""", Level.Mend)]
    public void The_registration_is_this_packages(string info, Level level) =>
        Assert.Equal(level, DockerChecks.Registration(Samples.Json(info), "/opt/dkvm/bin/dkvm").Level);

    [Fact]
    public void The_report_reads_well()
    {
        var text = new StringWriter();
        DoctorCommand.Print(new(false, [new("tun", Level.Good, "/dev/net/tun"), new("package", Level.Mend, "broken", "install it again")]), text);
        Assert.Equal(
            """
            ok    tun      /dev/net/tun
            MEND  package  broken
                           do: install it again

            1 to mend before VMs can run here.

            """, text.ToString());
    }

    public void Dispose() => _temp.Dispose();
}
