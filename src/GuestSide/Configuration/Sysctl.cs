using Dkvm.Contract;
using Dkvm.GuestSide.Boot;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Configuration;

/// <summary>Kernel parameters, sysctl(8).</summary>
internal static class Sysctl
{
    private const ulong DefaultMostOpenFiles = 1024 * 1024;

    /// <summary>
    /// A container may ask for more memory than its limit, and ends when it uses it: the host's memory is larger. A kernel that has no
    /// more than the limit would refuse at once what looks too much for it, proc_sys_vm(5) "overcommit_memory".
    /// </summary>
    public static void Overcommit(InitialRoot initial) => _ = SmallFile.TryWrite(PathOf("vm.overcommit_memory"), "1", at: initial.Processes);

    public static void Set(InitialRoot initial, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (name, value) in values)
        {
            var result = SmallFile.TryWrite(PathOf(name), value, at: initial.Processes);
            if (result < 0)
                throw new LinuxException($"set the kernel parameter {name} to {value}", -result);
        }
    }

    /// <summary>
    /// Filters of system calls are not compiled to machine code. The kernel remembers which calls a filter allows whatever their
    /// arguments (SECCOMP_CACHE), and asks it about the others alone. Kernels that always compile refuse, and do without.
    /// </summary>
    public static void InterpretFilters(InitialRoot initial) => _ = SmallFile.TryWrite(PathOf("net.core.bpf_jit_enable"), "0", at: initial.Processes);

    /// <summary>
    /// No limit of open files may be above fs.nr_open. A container's comes from the host, whose value may be higher
    /// than the guest's: proc_sys_fs(5).
    /// </summary>
    public static void AllowOpenFiles(InitialRoot initial, IReadOnlyList<RlimitPlan> limits)
    {
        foreach (var limit in limits)
            if (limit.Type == "RLIMIT_NOFILE" && limit.Hard > DefaultMostOpenFiles)
                _ = SmallFile.TryWrite(PathOf("fs.nr_open"), $"{limit.Hard}", at: initial.Processes); // setrlimit tells
    }

    /// <summary>
    /// sys/net/ipv4/ip_forward for net.ipv4.ip_forward. As in sysctl(8), a slash stands for a dot in a part's name:
    /// net.ipv4.conf.eth0/100.forwarding; a name written with slashes is a path already.
    /// </summary>
    public static string PathOf(string name)
    {
        var (dot, slash) = (name.IndexOf('.'), name.IndexOf('/'));
        if (slash >= 0 && (dot < 0 || slash < dot))
            return $"sys/{name}";
        return "sys/" + string.Create(name.Length, name, (into, from) =>
        {
            for (var i = 0; i < into.Length; i++)
                into[i] = from[i] switch { '.' => '/', '/' => '.', var c => c };
        });
    }
}
