using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>native/spawn.c as C# sees it. The layouts mirror native/spawn.h.</summary>
public static unsafe partial class SpawnNative
{
    internal const int NoDescriptor = -1;
    internal const int NoValue = int.MinValue;

    [StructLayout(LayoutKind.Sequential)]
    internal struct MountStep
    {
        public byte* Source, Target, Type, Data;
        public ulong Flags;
        public long Kind;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Limit
    {
        public long Resource;
        public ulong Soft, Hard;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Request
    {
        public byte** Candidates, Arguments, Environment;
        public byte* Directory, Root;
        public int* Descriptors;
        public MountStep* Mounts;
        public Limit* Limits;
        public uint* Groups;
        public int* Gate;
        public byte* Filter;
        public ulong Namespaces;
        public ulong Bounding, Effective, Inheritable, Permitted, Ambient;
        public int DescriptorCount, MountCount, LimitCount, GroupCount;
        public int PidNamespace;
        public int NewSession, Terminal, SetUser, SetCapabilities, NoNewPrivileges;
        public uint Uid, Gid;
        public int Umask, OomScoreAdj;
        public int DeathSignal;
        public uint FilterLength, FilterFlags;
        public int FailedStep, FailedErrno, FailedIndex;
        public int PidFd;
    }

    /// <summary>The sizes and offsets that C's dkvm_spawn_layout gives, in its order; for a test to compare.</summary>
    public static IReadOnlyList<int> ManagedLayout =>
    [
        sizeof(Request), sizeof(MountStep), sizeof(Limit),
        (int)Marshal.OffsetOf<Request>(nameof(Request.PidFd)), (int)Marshal.OffsetOf<Request>(nameof(Request.PidNamespace)),
    ];

    [LibraryImport("dkvm_spawn", EntryPoint = "dkvm_spawn_layout")]
    public static partial int NativeLayout(int which);

    [LibraryImport("dkvm_spawn", EntryPoint = "dkvm_spawn_set_gate")]
    internal static partial void SetGate(int* gate, int value);

    /// <returns>The process id, or -1 with the Failed fields set.</returns>
    [LibraryImport("dkvm_spawn", EntryPoint = "dkvm_spawn")]
    internal static partial int Spawn(Request* request);
}
