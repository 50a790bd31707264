using Dkvm.ContainerSide.Seccomp;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.Tests.ContainerSide;

/// <summary>Filters as this machine's kernel applies them.</summary>
public class SeccompCompilerTests
{
    private static readonly SeccompRule NoFolders = new(["mkdir", "mkdirat", "no_such_call"], "SCMP_ACT_ERRNO", 28, []);

    [Fact]
    public void A_call_is_answered_as_its_rule_says() =>
        Assert.Equal("28", Perl(Allowing(NoFolders), """mkdir "/tmp/never-made"; print 0 + $!"""));

    [Fact]
    public void A_rule_without_an_error_number_means_EPERM() =>
        Assert.Equal("1", Perl(Allowing(NoFolders with { Errno = null }), """mkdir "/tmp/never-made"; print 0 + $!"""));

    [Fact]
    public void Arguments_that_are_compared_all_have_to_hold() =>
        // dup3(from, to, flags)
        Assert.Equal("9 1 9", Perl(
            Allowing(new SeccompRule(["dup3"], "SCMP_ACT_ERRNO", null, [new(0, 77, 0, "SCMP_CMP_EQ"), new(1, 80, 0, "SCMP_CMP_GT")])),
            """sub t { syscall(292, @_, 0); 0 + $! } print join " ", t(77, 80), t(77, 81), t(78, 81)"""));

    [Fact]
    public void Several_comparisons_of_one_argument_are_alternatives() =>
        Assert.Equal("1 1 9", Perl(
            Allowing(new SeccompRule(["dup3"], "SCMP_ACT_ERRNO", null, [new(0, 77, 0, "SCMP_CMP_EQ"), new(0, 79, 0, "SCMP_CMP_EQ")])),
            """sub t { syscall(292, @_, 200, 0); 0 + $! } print join " ", t(77), t(79), t(78)"""));

    [Fact]
    public void Bits_are_compared_under_their_mask() =>
        Assert.Equal("1 9", Perl(
            Allowing(new SeccompRule(["dup3"], "SCMP_ACT_ERRNO", null, [new(0, 0xF0, 0x40, "SCMP_CMP_MASKED_EQ")])),
            """sub t { syscall(292, @_, 200, 0); 0 + $! } print join " ", t(0x4f), t(0x5f)"""));

    /// <summary>Everything that perl needs, and nothing that is newer than openat2 (437).</summary>
    [Fact]
    public void Calls_newer_than_the_profile_do_not_exist() =>
        Assert.Equal("1 38", Perl(
            new() { DefaultAction = "SCMP_ACT_ERRNO", Architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"], Rules = [new(CallsOfPerl, "SCMP_ACT_ALLOW", null, [])] },
            """sub t { syscall(shift, 0, 0, 0, 0); 0 + $! } print join " ", t(434), t(900)"""));

    [Fact]
    public void A_rule_that_stands_there_twice_does_no_harm() =>
        Assert.Equal("28", Perl(Allowing(NoFolders, NoFolders), """mkdir "/tmp/never-made"; print 0 + $!"""));

    [Fact]
    public void A_filter_that_is_longer_than_the_kernel_takes_is_refused()
    {
        Assert.Equal(8 * 4096, SeccompCompiler.Bounded(new byte[8 * 4096]).Length);
        Assert.Contains("the kernel takes 4096", Assert.Throws<DkvmException>(() => SeccompCompiler.Bounded(new byte[8 * 4097])).Message);
    }

    /// <summary>Of a fresh guest's first tenths of a second each instruction costs: see SeccompFilter.Interpret.</summary>
    [Fact]
    public void A_profile_names_architectures_that_the_guest_does_not_execute_in_vain() =>
        Assert.Equal(
            Compile(Allowing(NoFolders) with { Architectures = ["SCMP_ARCH_X86_64"] }).Program,
            Compile(Allowing(NoFolders) with { Architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X32", "SCMP_ARCH_AARCH64"] }).Program);

    private static readonly string[] CallsOfPerl =
    [
        "execve", "brk", "mmap", "munmap", "mprotect", "access", "openat", "open", "openat2", "read", "pread64", "write", "close", "fstat", "newfstatat",
        "lseek", "ioctl", "fcntl", "arch_prctl", "set_tid_address", "set_robust_list", "rseq", "prlimit64", "getrandom", "rt_sigaction",
        "rt_sigprocmask", "sigaltstack", "getuid", "geteuid", "getgid", "getegid", "getpid", "time", "futex", "readlink", "exit", "exit_group", "dup",
        "prctl", "capset", "seccomp", "chdir", "getcwd", "stat", "lstat", "faccessat", "setresuid", "setresgid", "setgroups",
    ];

    private static SeccompProfile Allowing(params SeccompRule[] but) =>
        new() { DefaultAction = "SCMP_ACT_ALLOW", Architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"], Rules = but };

    private static SeccompFilter Compile(SeccompProfile profile) => SeccompCompiler.Compile(profile, interpret: false);

    private static string Perl(SeccompProfile profile, string script)
    {
        var filter = Compile(profile);
        var (read, write) = Descriptor.Pipe();
        var process = Spawner.Start(new()
        {
            Arguments = ["/usr/bin/perl", "-e", script], Descriptors = [-1, write, write], Filter = new(filter.Program, (uint)filter.Flags),
        });
        Descriptor.Close(write);
        Descriptor.Close(process.PidFd);
        using var output = new StreamReader(new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(read, ownsHandle: true), FileAccess.Read));
        return output.ReadToEnd();
    }
}
