using Dkvm.ContainerSide.Network;
using Dkvm.GuestSide.Network;
using Dkvm.Linux;
using Dkvm.Protocol.Streams;

namespace Dkvm.Tests.Network;

/// <summary>The guest's listener and the container's relay, each on a loop in its namespace, frames going between them.</summary>
internal sealed class DnsPair : IDisposable
{
    private readonly EventLoop _guestLoop = new();
    private readonly EventLoop _containerLoop = new();
    private readonly FrameReader _fromGuest = new();
    private readonly FrameReader _fromContainer = new();
    private readonly DnsListener _listener;
    private readonly DnsRelay _relay;

    public DnsPair(NetworkNamespace guest, NetworkNamespace container, TimeSpan? lifetime = null)
    {
        var patience = lifetime ?? TimeSpan.FromSeconds(5);
        _listener = guest.Do(() => new DnsListener(
            _guestLoop,
            (channel, number, question) => FromHostileGuest(Frame.Encode(FrameKind.Dns, channel, number, question)),
            patience));
        _relay = new DnsRelay(
            _containerLoop, FromContainer, () => Congested, patience);
        // A thread is in the namespace of the one that started it.
        guest.Do(() => _guestLoop.Start("guest"));
        container.Do(() => _containerLoop.Start("container"));
    }

    /// <summary>The guest does not take what it is sent.</summary>
    public volatile bool Congested;

    /// <summary>Hands the relay what a hostile guest might send.</summary>
    public void FromHostileGuest(byte[] frame) => _containerLoop.Post(() => _fromGuest.Feed(frame, AskRelay));

    /// <summary>Hands the listener an answer that nobody asked for.</summary>
    public void FromContainer(byte[] frame) => _guestLoop.Post(() => _fromContainer.Feed(frame, f => _listener.Answer(f.Session, f.Payload.Span)));

    public void Dispose()
    {
        End(_guestLoop, _listener);
        End(_containerLoop, _relay);
    }

    private void AskRelay(Frame frame) => _relay.Ask(frame);

    private static void End(EventLoop loop, IDisposable what)
    {
        using var done = new ManualResetEventSlim();
        loop.Post(() =>
        {
            what.Dispose();
            loop.Stop();
            done.Set();
        });
        done.Wait();
    }
}
