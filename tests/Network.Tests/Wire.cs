using System.Runtime.InteropServices;
using Dkvm.Linux;

namespace Dkvm.Tests.Network;

/// <summary>
/// What QEMU and virtio do between a container's tap and a guest's card: carries frames both ways, each with its
/// virtio_net_hdr, checksums and segmentation left undone.
/// </summary>
internal sealed unsafe partial class Wire : IDisposable
{
    private const uint TUNSETOFFLOAD = 0x400454d0;
    private const uint TUN_F_CSUM_TSO4_TSO6 = 0x01 | 0x02 | 0x04;

    private readonly EventLoop _loop = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly byte[] _frame = new byte[12 + 14 + 65536];
    private readonly List<Watch> _watches = [];

    public Wire(int one, int other)
    {
        Carry(one, other);
        Carry(other, one);
        new Thread(() =>
        {
            _loop.Run();
            _ended.Set();
        }) { IsBackground = true }.Start();
    }

    public void Dispose()
    {
        _loop.Stop();
        _ended.Wait();
        _watches.ForEach(w => w.Dispose());
        _loop.Dispose();
    }

    private void Carry(int from, int to)
    {
        Tun.SetHeaderSize(from, 12);
        if (ioctl(from, TUNSETOFFLOAD, (void*)TUN_F_CSUM_TSO4_TSO6) < 0)
            throw LinuxException.Last("TUNSETOFFLOAD");
        var watch = _loop.Add(from, _ =>
        {
            int length;
            while ((length = Descriptor.Read(from, _frame)) > 0)
                Descriptor.Write(to, _frame.AsSpan(0, length));
        });
        watch.WantRead(true);
        _watches.Add(watch);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, nuint request, void* argument);
}
