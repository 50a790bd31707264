using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Agent;

/// <summary>/dev/kmsg, open at a place of its own: Documentation/ABI/testing/dev-kmsg.</summary>
internal sealed class KernelLogFile : IDisposable
{
    /// <summary>A record has 2 KiB of text at the most (kernel/printk, PRINTKRB_RECORD_MAX), a byte may be written as four.</summary>
    private const int RecordSize = 16 * 1024;

    private readonly byte[] _record = new byte[RecordSize];

    private KernelLogFile(int descriptor, long last) => (Descriptor, Last) = (descriptor, last);

    public int Descriptor { get; }

    /// <summary>The number of the last record that has been told.</summary>
    public long Last { get; private set; }

    /// <exception cref="LinuxException">There is none.</exception>
    public static KernelLogFile Open(int devices, long after)
    {
        var fd = FileNode.TryOpenAt(devices, "kmsg", Linux.Descriptor.ReadOnly | Linux.Descriptor.NonBlocking);
        return fd < 0 ? throw new LinuxException("open /dev/kmsg", -fd) : new(fd, after);
    }

    /// <summary>What is there after <see cref="Last"/>, or the first part of it.</summary>
    public KernelLogPart Read()
    {
        var lines = new List<string>();
        var characters = 0;
        while (characters < KernelLogPart.MostCharacters)
        {
            var n = Linux.Descriptor.Read(Descriptor, _record);
            if (n == -Errno.EPIPE)
                continue; // some were overwritten before they were read: it goes on with the oldest
            if (n <= 0)
                break;
            if (KernelRecord.Parse(_record.AsSpan(0, n)) is not { } record || record.Number <= Last)
                continue;
            Last = record.Number;
            foreach (var line in record.Lines())
            {
                lines.Add(line);
                characters += line.Length;
            }
        }
        return new(Last, lines);
    }

    public void Dispose() => Linux.Descriptor.Close(Descriptor);
}
