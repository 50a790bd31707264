namespace Dkvm.Contract;

/// <summary>
/// Which system calls the workload may make, as in the OCI runtime specification, config-linux.md "Seccomp"; names as there.
/// The supervisor makes a <see cref="SeccompFilter"/> of it: dkvm itself has no time for that.
/// </summary>
public sealed record SeccompProfile
{
    public required string DefaultAction { get; init; }

    /// <summary>What the default action SCMP_ACT_ERRNO answers; EPERM where null.</summary>
    public int? DefaultErrno { get; init; }

    public IReadOnlyList<string> Architectures { get; init; } = [];

    public IReadOnlyList<string> Flags { get; init; } = [];

    public IReadOnlyList<SeccompRule> Rules { get; init; } = [];
}

/// <param name="Names">Of system calls; those that nobody knows are passed over.</param>
/// <param name="Errno">Of SCMP_ACT_ERRNO and SCMP_ACT_TRACE; EPERM where null.</param>
/// <param name="Arguments">All have to hold; those about one argument, one of them.</param>
public sealed record SeccompRule(IReadOnlyList<string> Names, string Action, int? Errno, IReadOnlyList<SeccompArgument> Arguments);

/// <param name="Index">0 to 5.</param>
/// <param name="Second">Of SCMP_CMP_MASKED_EQ: <paramref name="Value"/> is the mask.</param>
public sealed record SeccompArgument(int Index, ulong Value, ulong Second, string Operator);

/// <param name="Program">struct sock_filter after struct sock_filter, seccomp(2).</param>
/// <param name="Flags">SECCOMP_FILTER_FLAG_….</param>
/// <param name="Interpret">
/// Not compiled to machine code: in an emulated machine that takes 100 ms, longer than all the calls of a short workload.
/// </param>
public sealed record SeccompFilter(byte[] Program, int Flags, bool Interpret);
