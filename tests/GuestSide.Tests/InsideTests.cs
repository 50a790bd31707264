using Dkvm.Linux;
using Dkvm.Tests.GuestSide.Machine;

namespace Dkvm.Tests.GuestSide;

/// <summary>The process finds what runc would give it.</summary>
public class InsideTests(InsideView view) : IClassFixture<InsideView>
{
    [Fact]
    public void It_is_process_1_of_a_PID_namespace_with_a_proc_of_its_own()
    {
        Assert.Equal("1\n", view["pid"]);
        Assert.StartsWith("1 ", view["processes"]);
        Assert.True(view["processes"].Split(' ').Length <= 3, view["processes"]);
    }

    [Fact]
    public void It_has_its_user_group_and_additional_groups() =>
        Assert.Equal("Uid:\t1000\t1000\t1000\t1000\nGid:\t1001\t1001\t1001\t1001\nGroups:\t7 42 \n", view["ids"]);

    [Fact]
    public void A_user_has_no_capabilities_but_the_bounding_set()
    {
        const string None = "0000000000000000";
        var bounding = Capability.Mask(Plans.DefaultCapabilities);
        Assert.Equal($"CapInh:\t{None}\nCapPrm:\t{None}\nCapEff:\t{None}\nCapBnd:\t{bounding:x16}\nCapAmb:\t{None}\n", view["caps"]);
    }

    [Fact]
    public void Privileges_score_and_limits_are_set()
    {
        Assert.Equal("NoNewPrivs:\t1\n", view["privileges"]);
        Assert.Equal("123\n", view["score"]);
        Assert.Equal("100 1073741816\n", view["limits"]);
        Assert.Equal("0027\n", view["umask"]);
    }

    [Fact]
    public void No_signal_is_ignored_or_blocked() =>
        Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", view["signals"]);

    [Fact]
    public void A_missing_working_directory_is_made_as_roots()
    {
        Assert.Equal("/made/by/the/guest\n", view["folder"]);
        Assert.Equal("0:755\n", view["folderowner"]);
    }

    [Fact]
    public void The_environment_is_the_plans_with_HOME_from_passwd()
    {
        var lines = view["environment"].Split('\n');
        Assert.Contains("GREETING=good day", lines);
        Assert.Contains("HOME=/home/user", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("TERM=", StringComparison.Ordinal));
    }

    [Fact]
    public void The_host_name_is_set() => Assert.Equal("guest\n", view["hostname"]);

    [Fact]
    public void Nothing_of_ours_is_in_the_root() =>
        Assert.Equal("bin\ndata\ndev\netc\nhome\nmade\nproc\nroot\nscratch\nsys\ntmp\n", view["root"]);

    [Fact]
    public void The_mount_table_holds_the_plan_and_nothing_of_ours()
    {
        string[] planned =
        [
            "/ virtiofs", "/dev tmpfs", "/dev/pts devpts", "/sys sysfs", "/sys/fs/cgroup cgroup2", "/dev/mqueue mqueue",
            "/dev/shm tmpfs", "/data virtiofs", "/scratch tmpfs", "/home/user tmpfs", "/scratch/kept virtiofs",
            "/proc proc", "/proc/sys proc", "/proc/irq proc", "/proc/kcore tmpfs", "/proc/keys tmpfs", "/proc/acpi tmpfs",
        ];
        Assert.Equal(planned.Order(), view["mounts"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public void The_usual_devices_are_there() =>
        Assert.Equal(
            "core\nfd\nfull\nmqueue\nnull\nptmx\npts\nrandom\nshm\nstderr\nstdin\nstdout\ntty\nurandom\nzero\n", view["devices"]);

    [Fact]
    public void Masked_paths_are_empty_and_fixed_ones_read_only()
    {
        Assert.Equal("0\n0\n", view["masked"]);
        Assert.EndsWith("refused\n", view["fixed"]);
        Assert.Contains("Read-only", view["fixed"]);
    }

    [Fact]
    public void Kernel_parameters_are_set() => Assert.Equal("1\n", view["parameter"]);

    [Fact]
    public void A_read_only_root_refuses_but_its_volumes_do_not()
    {
        Assert.Contains("Read-only", view["writable"]);
        Assert.Contains(" ro,", view["rootmount"]);
        Assert.Equal("written\n", view["volume"]);
    }

    [Fact]
    public void A_tmpfs_has_its_size_and_the_mode_of_the_folder_it_covers()
    {
        var lines = view["tmpfs"].Split('\n');
        Assert.Equal(("1777", "700", "written"), (lines[0], lines[1], lines[3]));
        Assert.Contains("1024", lines[2]);
    }

    [Fact]
    public void A_file_below_a_tmpfs_is_there_again() => Assert.Equal("kept\n", view["file"]);

    [Fact]
    public void The_loopback_is_up() => Assert.Equal("1\n1\n", view["loopback"]);

    [Fact]
    public void Stdin_is_dev_null_and_nothing_else_is_open()
    {
        Assert.Equal("0\n1:3\n", view["stdin"]);
        Assert.Equal("0\n1\n2\n", view["descriptors"]);
    }

    [Fact]
    public void A_user_can_open_his_stdout_anew() => Assert.Equal("to /dev/stdout\n", view["standard"]);

    [Fact]
    public void The_clock_is_the_hosts() =>
        Assert.InRange(long.Parse(view["clock"]), DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 300, DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    [Fact]
    public void It_leads_a_session() => Assert.Equal("1\n", view["session"]);
}
