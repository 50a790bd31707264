using Akka.Actor;

namespace Akka.TestKit;

/// <summary>A ReceiveActor whose handlers are registered from outside.</summary>
public class TestReceiveActor : ReceiveActor
{
    public new void Receive<T>(Action<T> handler, Predicate<T> shouldHandle = null) => base.Receive(handler, shouldHandle);

    public new void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => base.Receive(shouldHandle, handler);

    public new void Receive<T>(Func<T, bool> handler) => base.Receive(handler);

    public new void ReceiveAny(Action<object> handler) => base.ReceiveAny(handler);

    /// <summary>A handler for one value.</summary>
    public void Receive<T>(T value, Action<T> handler) where T : IEquatable<T> => base.Receive(handler, message => Equals(value, message));
}
