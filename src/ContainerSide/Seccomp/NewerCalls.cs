using System.Buffers.Binary;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.ContainerSide.Seccomp;

/// <summary>
/// A few instructions before a filter, which answer ENOSYS to calls that are newer than all that the profile's writer knew of:
/// programs fall back to older ones at ENOSYS, but not at EPERM. As runc does (libcontainer/seccomp/patchbpf).
/// </summary>
internal static class NewerCalls
{
    private const uint ErrnoOfNoSuchCall = 0x0005_0000 | Errno.ENOSYS;
    private const uint Allow = 0x7fff_0000;
    private const uint Log = 0x7ffc_0000;

    /// <summary>x32 calls are those of x86_64 with this bit, asm/unistd.h.</summary>
    private const uint X32Bit = 0x4000_0000;

    // linux/bpf_common.h: load a word, jump if equal, if greater, if greater or equal, return.
    private const ushort Load = 0x20, JumpEqual = 0x15, JumpGreater = 0x25, JumpGreaterEqual = 0x35, Return = 0x06;

    // struct seccomp_data, linux/seccomp.h.
    private const uint Number = 0, ArchitectureOf = 4;

    /// <param name="filter">What decides about calls that are not newer.</param>
    /// <param name="profile">Whose newest call counts.</param>
    /// <param name="fallBack">What the filter does with calls that nobody named: allowed calls need no answer.</param>
    public static byte[] Before(byte[] filter, SeccompProfile profile, uint fallBack)
    {
        if (fallBack is Allow or Log or ErrnoOfNoSuchCall)
            return filter;
        var (wide, narrow) = (LibSeccomp.Architecture("x86_64"), LibSeccomp.Architecture("x86"));
        (ushort Code, byte IfTrue, byte IfFalse, uint Value)[] instructions =
        [
            (Load, 0, 0, ArchitectureOf),
            (JumpEqual, 0, 3, wide),
            (Load, 0, 0, Number),
            (JumpGreaterEqual, 5, 0, X32Bit),
            (JumpGreater, 3, 4, Newest(profile, wide)),
            (JumpEqual, 0, 3, narrow),
            (Load, 0, 0, Number),
            (JumpGreater, 0, 1, Newest(profile, narrow)),
            (Return, 0, 0, ErrnoOfNoSuchCall),
        ];
        var program = new byte[8 * instructions.Length + filter.Length];
        for (var i = 0; i < instructions.Length; i++)
        {
            var at = program.AsSpan(8 * i);
            BinaryPrimitives.WriteUInt16LittleEndian(at, instructions[i].Code);
            (at[2], at[3]) = (instructions[i].IfTrue, instructions[i].IfFalse);
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], instructions[i].Value);
        }
        filter.CopyTo(program.AsSpan(8 * instructions.Length));
        return program;
    }

    private static uint Newest(SeccompProfile profile, uint architecture) =>
        (uint)profile.Rules.SelectMany(r => r.Names).Select(name => LibSeccomp.Call(architecture, name)).Where(n => n >= 0).DefaultIfEmpty(0).Max();
}
