using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public partial class ActorCell
{
    private List<SystemMessage> _stashedSystemMessages;

    internal void Invoke(object message, IActorRef sender)
    {
        var influences = _receiveTimeout is not null && message is not INotInfluenceReceiveTimeout;
        if (influences) _receiveTimeout!.Cancel();
        _currentMessage = message;
        _currentSender = sender;
        try
        {
            if (message is IAutoReceivedMessage) AutoReceive(message);
            else ReceiveMessage(message);
            // Kept while an asynchronous receive goes on, and for the supervisor when the actor fails.
            if (_async is null) (_currentMessage, _currentSender) = (null, null);
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }
        finally
        {
            if (_receiveTimeout is not null && _async is null) _receiveTimeout.Reschedule(influences);
        }
    }

    internal void ReceiveMessage(object message) => _actor.Deliver(_behaviours is null ? _actor.Behaviour : _behaviours.Peek(), message);

    internal virtual void AutoReceive(object message)
    {
        switch (message)
        {
            case Terminated terminated:
                ReceivedTerminated(terminated);
                break;
            case PoisonPill:
                _self.Stop();
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, _self));
                break;
            case TimerScheduler.Fired fired:
                if (_timers?.Due(fired) is not { } due) break;
                _currentMessage = due;
                if (due is IAutoReceivedMessage) AutoReceive(due);
                else ReceiveMessage(due);
                break;
            case ActorSelectionMessage selection:
                Akka.Actor.ActorSelection.Deliver(_self, Sender, selection);
                break;
            default:
                ReceiveMessage(message);
                break;
        }
    }

    internal void SystemInvoke(SystemMessage message)
    {
        var before = SystemState;
        if (MustWait(message, before))
        {
            (_stashedSystemMessages ??= []).Add(message);
            return;
        }

        Handle(message);
        while (_stashedSystemMessages is { Count: > 0 } && SystemState < before && !_mailbox.IsClosed)
        {
            before = SystemState;
            var stashed = _stashedSystemMessages;
            _stashedSystemMessages = null;
            foreach (var waiting in stashed) SystemInvoke(waiting);
        }
    }

    /// <summary>0: all system messages are handled; 1: suspended; 2: waiting for children to stop.</summary>
    private int SystemState => IsWaitingForChildren ? 2 : _mailbox.IsSuspended() ? 1 : 0;

    private static bool MustWait(SystemMessage message, int state) => state switch
    {
        2 => message is IStashWhenWaitingForChildren,
        1 => message is IStashWhenFailed,
        _ => false,
    };

    private void Handle(SystemMessage message)
    {
        try
        {
            switch (message)
            {
                case Create: Construct(); break;
                case DeathWatchNotification death:
                    WatchedActorTerminated(death.Actor, death.ExistenceConfirmed, death.AddressTerminated);
                    break;
                case Failed failed: HandleFailed(failed); break;
                case Watch watch: AddWatcher(watch.Watchee, watch.Watcher); break;
                case Unwatch unwatch: RemoveWatcher(unwatch.Watchee, unwatch.Watcher); break;
                case Recreate recreate: FaultRecreate(recreate.Cause); break;
                case Dispatch.SysMsg.Suspend: FaultSuspend(); break;
                case Resume resume: FaultResume(resume.CausedByFailure); break;
                case Terminate: HandleTerminate(); break;
                case AsyncContinuation continuation: continuation.Run(); break;
                case AsyncCompleted completed: FinishAsync(completed); break;
                default: throw new NotSupportedException($"Unknown system message {message.GetType().Name}");
            }
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause, (message as Failed)?.Child);
        }
    }
}
