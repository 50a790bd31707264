using Akka.Actor;
using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>The actor behind TestActor and probes: queues what it gets, unless told to ignore it.</summary>
internal sealed class InternalTestActor(TestQueue queue) : ActorBase
{
    private readonly DelegatingSupervisorStrategy _strategy = new();
    private TestActor.Ignore _ignore;
    private AutoPilot _autoPilot;

    protected override SupervisorStrategy SupervisorStrategy() => _strategy;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case TestActor.SetIgnore setIgnore:
                _ignore = setIgnore.Ignore;
                return true;
            case TestActor.SetAutoPilot setAutoPilot:
                _autoPilot = setAutoPilot.AutoPilot;
                return true;
            case TestActor.Watch watch:
                Context.Watch(watch.Actor);
                Sender.Tell(Done.Instance, ActorRefs.NoSender);
                return true;
            case TestActor.Unwatch unwatch:
                Context.Unwatch(unwatch.Actor);
                Sender.Tell(Done.Instance, ActorRefs.NoSender);
                return true;
            case TestActor.Spawn spawn:
                var child = spawn.Apply(Context);
                if (spawn._supervisorStrategy.HasValue) _strategy.Update(child, spawn._supervisorStrategy.Value);
                Sender.Tell(child, ActorRefs.NoSender);
                return true;
        }

        var sender = ((ActorCell)Context).CurrentEnvelope.Sender;
        _autoPilot = _autoPilot?.Run(sender, message) switch
        {
            null or KeepRunning => _autoPilot,
            NoAutoPilot => null,
            var next => next,
        };
        if (_ignore?.Invoke(message) != true) queue.Enqueue(new RealMessageEnvelope(message, sender));
        return true;
    }

    protected override void PostStop()
    {
        while (queue.TryTake(out var left))
        {
            var sender = left.Sender ?? Context.System.DeadLetters;
            Context.System.DeadLetters.Tell(left.Message is IDeadLetterSuppression suppressed
                ? new SuppressedDeadLetter(suppressed, sender, Self)
                : new DeadLetter(left.Message, sender, Self), sender);
        }
    }
}
