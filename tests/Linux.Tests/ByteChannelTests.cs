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

    public void Dispose() => _loop.Dispose();
}
