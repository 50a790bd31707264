using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>An actor that registers a handler for each type of message, in its constructor or in Become.</summary>
public abstract class ReceiveActor : UntypedActor
{
    private MessageHandlers _building = new();

    protected ReceiveActor() => Behaviour = _building.Handle;

    internal sealed override void OnBuilt() => _building = null;

    protected sealed override bool Receive(object message) => Behaviour(message);

    protected override void OnReceive(object message) { }

    /// <summary>Replaces the behaviour by the handlers that <paramref name="configure"/> registers.</summary>
    protected void Become(Action configure) => Cell.Become(Build(configure));

    protected void BecomeStacked(Action configure) => Cell.BecomeStacked(Build(configure));

    protected void Receive<T>(Action<T> handler, Predicate<T> shouldHandle = null) =>
        Add(shouldHandle is null
            ? message =>
            {
                if (message is not T typed) return false;
                handler(typed);
                return true;
            }
            : message =>
            {
                if (message is not T typed || !shouldHandle(typed)) return false;
                handler(typed);
                return true;
            }, typeof(T), handler, shouldHandle);

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <summary>The handler says with false that the message is not for it, and the next one is tried.</summary>
    protected void Receive<T>(Func<T, bool> handler) => Add(message => message is T typed && handler(typed), null, handler, null);

    protected void Receive(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) =>
        Add(message =>
        {
            if (!messageType.IsInstanceOfType(message) || shouldHandle?.Invoke(message) == false) return false;
            handler(message);
            return true;
        }, messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Receive(messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Func<object, bool> handler) =>
        Add(message => messageType.IsInstanceOfType(message) && handler(message), null, handler, null);

    /// <summary>Takes every message; nothing can be registered after it.</summary>
    protected void ReceiveAny(Action<object> handler) => Receive(handler, null);

    /// <summary>Takes no other user message until the handler's task has ended; its failure is the actor's.</summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T> shouldHandle = null) =>
        Add(message =>
        {
            if (message is not T typed || shouldHandle?.Invoke(typed) == false) return false;
            Cell.RunTask(() => handler(typed));
            return true;
        }, typeof(T), handler, shouldHandle);

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object> shouldHandle = null) =>
        Add(message =>
        {
            if (!messageType.IsInstanceOfType(message) || shouldHandle?.Invoke(message) == false) return false;
            Cell.RunTask(() => handler(message));
            return true;
        }, messageType, handler, shouldHandle);

    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        ReceiveAsync(messageType, handler, shouldHandle);

    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAsync(handler, null);

    private void Add(MessageHandler handler, Type type, Delegate given, Delegate shouldHandle)
    {
        ArgumentNullException.ThrowIfNull(given, nameof(handler));
        if (_building is null) throw new InvalidOperationException("You may only call Receive-methods when constructing the actor and inside Become().");
        _building.Add(handler, type == typeof(object) && shouldHandle is null);
    }

    private Receive Build(Action configure)
    {
        var outer = _building;
        var handlers = _building = new MessageHandlers();
        try
        {
            configure();
        }
        finally
        {
            _building = outer;
        }

        return handlers.Handle;
    }
}
