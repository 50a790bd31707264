using System.Text;
using Dkvm.Linux;

namespace Dkvm.Tests.Linux;

/// <summary>Alone: a child of another test's would hold the other side's socket open until it executes.</summary>
[Collection(nameof(Alone))]
public sealed class ByteChannelTests : IDisposable
{
    private readonly EventLoop _loop = new();

    [Fact]
    public async Task What_the_other_side_said_before_it_went_is_heard_before_it_is_missed()
    {
        var (ours, theirs) = UnixSocket.Pair();
        List<string> heard = [];
        var lost = new TaskCompletionSource<string>();
        ByteChannel? channel = null;
        _loop.Post(() =>
        {
            channel = new ByteChannel(_loop, ours, bytes => heard.Add(Encoding.UTF8.GetString(bytes.Span)), lost.SetResult);
            Descriptor.WriteAll(theirs, "last words"u8);
            Descriptor.Close(theirs);
            channel.Send("an answer that nobody takes"u8.ToArray());
        });
        _loop.Start("byte channel test");
        Assert.Equal("EPIPE", await lost.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(["last words"], heard);
    }

    [Fact]
    public async Task A_descriptor_goes_with_its_own_bytes_also_where_others_wait_before_them()
    {
        const int before = 1_000_000; // more than a socket holds
        var (ours, theirs) = UnixSocket.Pair();
        var (given, other) = UnixSocket.Pair();
        _loop.Post(() =>
        {
            var channel = new ByteChannel(_loop, ours, _ => { }, _ => { });
            channel.Send(new byte[before]);
            channel.Send("with it"u8.ToArray(), given);
            Descriptor.Close(given); // a copy goes
        });
        _loop.Start("byte channel test");

        var (bytes, at, descriptors) = (new byte[64 * 1024], 0, new List<int>());
        await Task.Run(() =>
        {
            while (descriptors.Count == 0)
            {
                at += UnixSocket.Receive(theirs, bytes, descriptors);
                Assert.True(at <= before || descriptors.Count > 0);
            }
        }).WaitAsync(TimeSpan.FromMinutes(1));

        Descriptor.WriteAll(Assert.Single(descriptors), "x"u8);
        Assert.Equal(1, Descriptor.Read(other, bytes));
        foreach (var fd in (int[])[theirs, other, descriptors[0]])
            Descriptor.Close(fd);
    }

    public void Dispose() => _loop.Dispose();
}
