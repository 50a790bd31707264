using System.Runtime.ExceptionServices;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

public partial class ActorCell
{
    // Who failed: this actor, or the child whose failure it could not handle. Null when all is well.
    private IActorRef _perpetrator;
    private FailureRecord _failures;

    /// <summary>Null as long as there were none. Any thread.</summary>
    internal FailureRecord Failures => Volatile.Read(ref _failures);

    internal void RecordFailure(Exception cause, DateTimeOffset at) => Volatile.Write(ref _failures, new(_failures?.Restarts ?? 0, cause, at));

    internal int RecordRestart()
    {
        Volatile.Write(ref _failures, new((_failures?.Restarts ?? 0) + 1, _failures?.Last, _failures?.LastAt));
        return _failures!.Restarts;
    }

    /// <summary>Suspends this actor and its children and asks its supervisor what to do.</summary>
    internal void HandleInvokeFailure(Exception cause, IActorRef failedChild = null, ChildRestartStats[] alreadyRestarted = null)
    {
        if (_perpetrator is not null) return;
        try
        {
            _mailbox.Suspend();
            _perpetrator = failedChild ?? _self;
            foreach (var stats in ChildStats)
                if (!stats.Child.Equals(failedChild) && alreadyRestarted?.Contains(stats) != true) stats.Child.Suspend();
            _system.Lifecycle.Failed(this, cause);
            _parent.SendSystemMessage(new Failed(_self, cause, _self.Path.Uid));
        }
        catch (Exception e)
        {
            Publish(new Error(e, _self.Path.ToString(), GetType(), $"Emergency stop: exception in failure handling for {cause.GetType().Name}"));
            FinishTerminate();
        }
    }

    private void HandleFailed(Failed failed)
    {
        if (!TryGetChildStats(failed.Child, out var stats) || stats.Uid != failed.Uid) return; // an earlier incarnation

        var (message, sender) = (_currentMessage, _currentSender);
        (_currentMessage, _currentSender) = (failed, failed.Child); // deciders may ask for Sender
        try
        {
            if (_actor is null || !_actor.SupervisorStrategyInternal.HandleFailure(this, failed.Child, failed.Cause, stats, ChildStats))
                ExceptionDispatchInfo.Throw(failed.Cause);
        }
        finally
        {
            (_currentMessage, _currentSender) = (message, sender);
        }
    }

    private void HandleChildTerminated(IActorRef child)
    {
        var reason = _children.Remove(child);
        if (_actor is not null)
        {
            try
            {
                _actor.SupervisorStrategyInternal.HandleChildTerminated(this, child, LazyChildren());
            }
            catch (Exception e)
            {
                Publish(new Error(e, _self.Path.ToString(), _actor.GetType(), "handleChildTerminated failed"));
                HandleInvokeFailure(e);
            }
        }

        switch (reason)
        {
            case SuspendReason.Recreation recreation: FinishRecreate(recreation.Cause); break;
            case SuspendReason.Creation: FinishCreate(); break;
            case SuspendReason.Termination: FinishTerminate(); break;
        }
    }

    private void FaultSuspend()
    {
        _mailbox.Suspend();
        SuspendChildren();
    }

    private void FaultResume(Exception inResponseToFailure)
    {
        if (_actor is null)
        {
            // The actor never came to life: resuming it means building it.
            FaultCreate();
            return;
        }

        var perpetrator = _perpetrator;
        if (inResponseToFailure is not null) _perpetrator = null;
        _mailbox.Resume();
        ResumeChildren(inResponseToFailure, perpetrator);
    }

    private void FaultRecreate(Exception cause)
    {
        if (_actor is null)
        {
            FaultCreate();
        }
        else if (!IsNormal)
        {
            FaultResume(null);
        }
        else
        {
            var failed = _actor;
            try
            {
                failed.AroundPreRestart(cause, _currentMessage);
            }
            catch (Exception e)
            {
                var wrapped = new PreRestartException(_self, e, cause, _currentMessage);
                Publish(new Error(wrapped, _self.Path.ToString(), failed.GetType(), e.Message));
            }
            finally
            {
                Release(failed);
            }

            if (!SetChildrenTerminationReason(new SuspendReason.Recreation(cause))) FinishRecreate(cause);
        }
    }

    private void FinishRecreate(Exception cause)
    {
        var survivors = ChildStats;
        ActorBase actor = null;
        try
        {
            try
            {
                _mailbox.Resume();
            }
            finally
            {
                _perpetrator = null;
            }

            (_currentMessage, _currentSender) = (null, null);
            actor = NewInstance();
            actor.AroundPostRestart(cause, null);
            _system.Lifecycle.Restarted(this, cause);
            foreach (var stats in survivors) stats.Child.Restart(cause);
            _receiveTimeout?.Reschedule(true);
        }
        catch (Exception e)
        {
            if (actor is not null) Release(actor);
            _actor = null;
            HandleInvokeFailure(new PostRestartException(_self, e, cause), null, survivors);
        }
    }

    private void FaultCreate()
    {
        foreach (var stats in ChildStats) Stop(stats.Child);
        if (!SetChildrenTerminationReason(new SuspendReason.Creation())) FinishCreate();
    }

    private void FinishCreate()
    {
        _mailbox.Resume();
        _perpetrator = null;
        Construct();
    }

    private void HandleTerminate()
    {
        SetReceiveTimeout(null);
        UnwatchAll();
        var wasTerminating = IsTerminating;
        var children = _children?.ShallAllDie() ?? NoChildren;
        foreach (var stats in children) stats.Child.Stop();
        if (children.Length > 0)
        {
            if (wasTerminating) return;
            // No user message is processed any more, and no failure reported, while the children stop.
            _mailbox.Suspend();
            _perpetrator ??= _self;
        }
        else
        {
            FinishTerminate();
        }
    }

    private void FinishTerminate()
    {
        var actor = _actor;
        try
        {
            actor?.AroundPostStop();
        }
        catch (Exception e)
        {
            Publish(new Error(e, _self.Path.ToString(), _props.Type, e.Message));
        }
        finally
        {
            _children?.SetTerminated();
            if (actor is not null) Release(actor);
            _timers?.CancelAll();
            _mailbox.Close();
            _system.ActorStopped(this);
            _parent.SendSystemMessage(new DeathWatchNotification(_self, true, false));
            TellWatchersWeDied();
            UnwatchAll();
            (_actor, _behaviours, _async, _stash, _stashedSystemMessages) = (null, null, null, null, null);
            (_currentMessage, _currentSender) = (null, null);
        }
    }
}
