using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Stops its child when it would be restarted, and starts it again after a while. A child that stops ends it.</summary>
internal sealed class BackoffOnRestartSupervisor(
    Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, IBackoffReset reset, double randomFactor,
    OneForOneStrategy strategy, object replyWhileStopped = null, Func<object, bool> finalStopMessage = null)
    : BackoffSupervisorBase(childProps, childName, reset, replyWhileStopped, finalStopMessage)
{
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        strategy.MaxNumberOfRetries, strategy.WithinTimeRangeMilliseconds, cause =>
        {
            var directive = strategy.Decider.Decide(cause);
            if (directive != Directive.Restart) return directive;

            if (strategy.WithinTimeRangeMilliseconds > 0 && RestartCountN == 0)
            {
                Context.System.Scheduler.ScheduleTellOnce(
                    strategy.WithinTimeRangeMilliseconds, Self, new BackoffSupervisor.ResetRestartCount(RestartCountN), Self);
            }

            var limit = strategy.MaxNumberOfRetries;
            if (limit >= 0 && RestartCountN + 1 > limit)
            {
                Event.LoggingExtensions.Debug(Log, "Terminating on restart #{0} which exceeds max allowed restarts ({1})", RestartCountN + 1, limit);
                Become(Receive);
                Context.Stop(Self);
            }
            else
            {
                var child = Sender;
                Become(message => AwaitEnd(message, child) || HandleBackoff(message));
            }

            return Directive.Stop;
        });

    protected override bool Receive(object message)
    {
        if (message is not Terminated terminated || !terminated.ActorRef.Equals(Child)) return HandleBackoff(message);
        Context.Stop(Self);
        return true;
    }

    private bool AwaitEnd(object message, IActorRef child)
    {
        switch (message)
        {
            case Terminated terminated when terminated.ActorRef.Equals(child):
                Become(Receive);
                Child = null;
                var delay = BackoffSupervisor.CalculateDelay(RestartCountN, minBackoff, maxBackoff, randomFactor);
                Context.System.Scheduler.ScheduleTellOnce(delay, Self, BackoffSupervisor.StartChild.Instance, Self);
                RestartCountN++;
                return true;
            case BackoffSupervisor.StartChild:
                return true; // one is scheduled when the child has gone
            default:
                return false;
        }
    }
}
