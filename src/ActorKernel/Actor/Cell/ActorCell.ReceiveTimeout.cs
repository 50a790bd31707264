using Akka.Actor.Internal;

namespace Akka.Actor;

public partial class ActorCell
{
    private ReceiveTimeoutTimer _receiveTimeout;

    public TimeSpan? ReceiveTimeout => _receiveTimeout?.After;

    /// <summary>
    /// Asks for <see cref="Akka.Actor.ReceiveTimeout"/> after a silence of that length, again and again; null ends it.
    /// </summary>
    public void SetReceiveTimeout(TimeSpan? timeout = null)
    {
        _receiveTimeout?.Cancel();
        _receiveTimeout = timeout is { } after && after > TimeSpan.Zero ? new ReceiveTimeoutTimer(this, after) : null;
    }
}
