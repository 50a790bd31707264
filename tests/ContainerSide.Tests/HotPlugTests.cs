using System.Text;
using Dkvm.Actors.Ports;
using Dkvm.ContainerSide.Qemu;
using Dkvm.Linux;

namespace Dkvm.Tests.ContainerSide;

/// <summary>Cards for a running machine, with a QEMU that answers what it likes.</summary>
public sealed class HotPlugTests : IDisposable
{
    private readonly EventLoop _loop = new();
    private readonly List<string> _told = [];
    private readonly List<int> _descriptors = [];
    private readonly QmpConnection _monitor;
    private readonly HotPlug _hotPlug;
    private readonly int _qemu;

    public HotPlugTests()
    {
        var (ours, theirs) = UnixSocket.Pair();
        _qemu = theirs;
        _monitor = new QmpConnection(_loop, ours, _ => { }, () => { });
        _hotPlug = new HotPlug(_monitor);
        _loop.Start("monitor");
    }

    public void Dispose()
    {
        OnLoop(_monitor.Dispose);
        _loop.Dispose();
        foreach (var fd in (int[])[_qemu, .. _descriptors])
            Descriptor.Close(fd);
    }

    [Fact]
    public void A_card_is_a_descriptor_a_netdev_and_a_device()
    {
        Plug();

        Assert.Equal("""{"execute":"getfd","arguments":{"fdname":"net7"},"id":1}""", Sent());
        Assert.Single(_descriptors);
        Say("""{"return":{},"id":1}""");
        Assert.Equal("""{"execute":"netdev_add","arguments":{"type":"tap","id":"net7","fd":"net7"},"id":2}""", Sent());
        Say("""{"return":{},"id":2}""");
        var device = Sent();
        Assert.StartsWith("""{"execute":"device_add","arguments":{"driver":"virtio-net-pci","id":"card7","netdev":"net7","mac":"02:64:6b:76:6d:07","bus":"plug",""", device);
        Assert.Empty(_told);
        Say("""{"return":{},"id":3}""");
        Settle();

        Assert.Equal(["done"], _told);
    }

    [Fact]
    public void A_device_that_cannot_be_had_takes_its_netdev_with_it()
    {
        Plug();
        for (var id = 1; id <= 2; id++)
        {
            Sent();
            Say($$"""{"return":{},"id":{{id}}}""");
        }
        Sent();
        Say("""{"error":{"class":"GenericError","desc":"no slot is free"},"id":3}""");

        Assert.Equal("""{"execute":"netdev_del","arguments":{"id":"net7"},"id":4}""", Sent());
        Settle();
        Assert.Equal(["no slot is free"], _told);
    }

    [Fact]
    public void A_card_has_gone_when_the_guest_has_let_go_of_it()
    {
        Unplug();

        Assert.Equal("""{"execute":"device_del","arguments":{"id":"card7"},"id":1}""", Sent());
        Say("""{"return":{},"id":1}""");
        Say("""{"event":"DEVICE_DELETED","data":{"path":"/machine/peripheral/card7/virtio-backend"}}""");
        Say("""{"event":"DEVICE_DELETED","data":{"device":"card8","path":"/machine/peripheral/card8"}}""");
        Settle();
        Assert.Empty(_told);
        Say("""{"event":"DEVICE_DELETED","data":{"device":"card7","path":"/machine/peripheral/card7"}}""");

        Assert.Equal("""{"execute":"netdev_del","arguments":{"id":"net7"},"id":2}""", Sent());
        Settle();
        Assert.Equal(["done"], _told);
    }

    [Theory]
    [InlineData("""{"error":{"class":"GenericError","desc":"its kernel refuses"},"id":1}""")]
    [InlineData("""{"event":"DEVICE_UNPLUG_GUEST_ERROR","data":{"device":"card7","path":"/machine/peripheral/card7"}}""")]
    public void A_guest_that_does_not_let_go_is_told_of(string answer)
    {
        Unplug();
        Sent();
        Say(answer);
        Settle();

        Assert.Equal(["its kernel refuses"], _told);
    }

    [Fact]
    public void A_card_that_is_cut_off_has_no_netdev_any_more_and_nobody_waits_for_it()
    {
        Unplug();
        Sent();

        OnLoop(() => _hotPlug.Cut(7));

        Assert.Equal("""{"execute":"netdev_del","arguments":{"id":"net7"},"id":2}""", Sent());
        Say("""{"event":"DEVICE_DELETED","data":{"device":"card7"}}""");
        Settle();
        Assert.Empty(_told);
    }

    private void Plug() => OnLoop(() => _hotPlug.Plug(new Tap(_qemu, 7), failure => _told.Add(failure ?? "done")));

    private void Unplug() => OnLoop(() => _hotPlug.Unplug(7, failure => _told.Add(failure ?? "done")));

    private void Say(string line) => Descriptor.WriteAll(_qemu, Encoding.ASCII.GetBytes(line + "\n"));

    /// <summary>The next command.</summary>
    private string Sent()
    {
        var bytes = new byte[4096];
        var length = UnixSocket.Receive(_qemu, bytes, _descriptors);
        return Encoding.ASCII.GetString(bytes, 0, length).TrimEnd('\n');
    }

    /// <summary>What was said has been heard: the loop has gone round since.</summary>
    private void Settle()
    {
        OnLoop(() => { });
        OnLoop(() => { });
    }

    private void OnLoop(Action action)
    {
        using var done = new ManualResetEventSlim();
        _loop.Post(() =>
        {
            action();
            done.Set();
        });
        Assert.True(done.Wait(TimeSpan.FromMinutes(1)));
    }
}
