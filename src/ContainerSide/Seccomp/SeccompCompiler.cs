using System.Runtime.InteropServices;
using Dkvm.Contract;
using Dkvm.Linux;
using static Dkvm.Linux.LibSeccomp;

namespace Dkvm.ContainerSide.Seccomp;

/// <summary>
/// Makes the program that the guest's kernel runs at each of the workload's system calls, as runc makes it
/// (libcontainer/seccomp): by libseccomp, and before that <see cref="NewerCalls"/>.
/// </summary>
public static unsafe class SeccompCompiler
{
    private const string Native = "x86_64";
    private const int BinaryTree = 2;

    /// <summary>BPF_MAXINSNS, linux/bpf_common.h.</summary>
    private const int MostInstructions = 4096;

    /// <summary>
    /// The guest's kernel executes these; a profile may name others, for other machines. Of x32, which Debian's kernels do not
    /// execute and Docker's profile names, a third of the filter would be.
    /// </summary>
    private static readonly string[] Architectures = [Native, "x86"];

    /// <param name="interpret">See <see cref="SeccompFilter"/>.</param>
    /// <exception cref="DkvmException">The profile contradicts itself.</exception>
    public static SeccompFilter Compile(SeccompProfile profile, bool interpret)
    {
        var fallBack = Action(profile.DefaultAction, profile.DefaultErrno);
        var context = Init(fallBack);
        if (context == 0)
            throw new DkvmException($"the seccomp profile's default action {profile.DefaultAction} cannot be applied");
        try
        {
            var flags = SetUp(context, profile);
            foreach (var rule in profile.Rules)
                Add(context, rule, fallBack);
            return new(Bounded(NewerCalls.Before(Program(context), profile, fallBack)), flags, interpret);
        }
        finally
        {
            Release(context);
        }
    }

    /// <summary>The kernel is told a filter's length in 16 bits: of a longer one it would take the beginning.</summary>
    internal static byte[] Bounded(byte[] program) => program.Length <= 8 * MostInstructions
        ? program
        : throw new DkvmException($"the seccomp profile makes a filter of {program.Length / 8} instructions; the kernel takes {MostInstructions}");

    /// <returns>SECCOMP_FILTER_FLAG_….</returns>
    private static int SetUp(nint context, SeccompProfile profile)
    {
        Check(Set(context, FilterAttribute.Optimize, BinaryTree), "optimise");
        foreach (var name in Architectures.Where(a => a != Native && profile.Architectures.Contains($"SCMP_ARCH_{a.ToUpperInvariant()}")))
            Check(AddArchitecture(context, Architecture(name)), name);
        // include/uapi/linux/seccomp.h. TSYNC is about other threads, and the child has none.
        return (profile.Flags.Contains("SECCOMP_FILTER_FLAG_LOG") ? 2 : 0) | (profile.Flags.Contains("SECCOMP_FILTER_FLAG_SPEC_ALLOW") ? 4 : 0);
    }

    private static void Add(nint context, SeccompRule rule, uint fallBack)
    {
        var action = Action(rule.Action, rule.Errno);
        if (action == fallBack)
            return;
        var native = Architecture(Native);
        foreach (var call in rule.Names)
            if (Call(native, call) is var number and not -1)
                foreach (var comparisons in Alternatives(rule.Arguments))
                    Add(context, action, number, comparisons, call);
    }

    private static void Add(nint context, uint action, int number, Comparison[] comparisons, string call)
    {
        fixed (Comparison* first = comparisons)
            // -EEXIST: the same rule twice does no harm.
            if (AddRule(context, action, number, (uint)comparisons.Length, first) is < 0 and not -Errno.EEXIST and var error)
                throw new DkvmException($"the seccomp profile's rule for {call} cannot be applied: {Marshal.GetPInvokeErrorMessage(-error)}");
    }

    /// <summary>As runc: all comparisons have to hold, except that several of one argument are alternatives.</summary>
    private static IEnumerable<Comparison[]> Alternatives(IReadOnlyList<SeccompArgument> arguments)
    {
        var comparisons = arguments.Select(a => new Comparison
        {
            Argument = (uint)a.Index, Operator = OperatorOf(a.Operator), First = a.Value, Second = a.Second,
        }).ToArray();
        return arguments.DistinctBy(a => a.Index).Count() == arguments.Count ? [comparisons] : comparisons.Select(c => new[] { c });
    }

    private static byte[] Program(nint context)
    {
        var file = MemoryFile.Create("seccomp", 0);
        try
        {
            Check(Export(context, file), "make the filter");
            using var stream = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(file, ownsHandle: false), FileAccess.Read);
            var program = new byte[stream.Length];
            stream.Position = 0;
            stream.ReadExactly(program);
            return program;
        }
        finally
        {
            Descriptor.Close(file);
        }
    }

    /// <summary>seccomp.h, SCMP_ACT_….</summary>
    internal static uint Action(string name, int? errno) => name switch
    {
        "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => 0,
        "SCMP_ACT_KILL_PROCESS" => 0x8000_0000,
        "SCMP_ACT_TRAP" => 0x0003_0000,
        "SCMP_ACT_ERRNO" => 0x0005_0000 | (uint)(errno ?? Errno.EPERM),
        "SCMP_ACT_TRACE" => 0x7ff0_0000 | (uint)(errno ?? Errno.EPERM),
        "SCMP_ACT_LOG" => 0x7ffc_0000,
        "SCMP_ACT_ALLOW" => 0x7fff_0000,
        _ => throw new DkvmException($"the seccomp profile has the action {name}, which is unknown"),
    };

    /// <summary>seccomp.h, enum scmp_compare.</summary>
    private static int OperatorOf(string name) => name switch
    {
        "SCMP_CMP_NE" => 1,
        "SCMP_CMP_LT" => 2,
        "SCMP_CMP_LE" => 3,
        "SCMP_CMP_EQ" => 4,
        "SCMP_CMP_GE" => 5,
        "SCMP_CMP_GT" => 6,
        "SCMP_CMP_MASKED_EQ" => 7,
        _ => throw new DkvmException($"the seccomp profile has the operator {name}, which is unknown"),
    };

    private static void Check(int result, string what)
    {
        if (result < 0)
            throw new DkvmException($"the seccomp profile cannot be applied: {what}: {Marshal.GetPInvokeErrorMessage(-result)}");
    }
}
