namespace Akka.Dispatch;

/// <summary>What an actor requires of its mailbox. Ours is unbounded and takes messages back at its front, for all actors.</summary>
public interface IRequiresMessageQueue<T> where T : ISemantics;

public interface ISemantics;

public interface IUnboundedMessageQueueSemantics : ISemantics;

public interface IBoundedMessageQueueSemantics : ISemantics;

public interface IDequeBasedMessageQueueSemantics : ISemantics;

public interface IUnboundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IUnboundedMessageQueueSemantics;

public interface IBoundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IBoundedMessageQueueSemantics;

/// <summary>A unit of work for a scheduler.</summary>
public interface IRunnable
{
    void Run();

    void Execute();
}
