using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>libseccomp as far as it is needed, seccomp.h. Its functions return a negative errno on failure.</summary>
public static unsafe partial class LibSeccomp
{
    /// <summary>enum scmp_filter_attr.</summary>
    public enum FilterAttribute : uint
    {
        /// <summary>2: a binary tree, which each call that is not remembered as allowed goes down.</summary>
        Optimize = 8,
    }

    /// <summary>struct scmp_arg_cmp.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Comparison
    {
        public uint Argument;
        public int Operator;
        public ulong First, Second;
    }

    [LibraryImport("seccomp", EntryPoint = "seccomp_init")]
    public static partial nint Init(uint defaultAction);

    [LibraryImport("seccomp", EntryPoint = "seccomp_release")]
    public static partial void Release(nint context);

    [LibraryImport("seccomp", EntryPoint = "seccomp_attr_set")]
    public static partial int Set(nint context, FilterAttribute attribute, uint value);

    /// <returns>0 for a name that is none.</returns>
    [LibraryImport("seccomp", EntryPoint = "seccomp_arch_resolve_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint Architecture(string name);

    [LibraryImport("seccomp", EntryPoint = "seccomp_arch_add")]
    public static partial int AddArchitecture(nint context, uint architecture);

    /// <returns>-1 for a name that is none; less where the architecture has no such call.</returns>
    [LibraryImport("seccomp", EntryPoint = "seccomp_syscall_resolve_name_arch", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Call(uint architecture, string name);

    [LibraryImport("seccomp", EntryPoint = "seccomp_rule_add_array")]
    public static partial int AddRule(nint context, uint action, int call, uint count, Comparison* comparisons);

    [LibraryImport("seccomp", EntryPoint = "seccomp_export_bpf")]
    public static partial int Export(nint context, int file);
}
