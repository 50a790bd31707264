using Akka.Actor;

namespace Dkvm.Tests.ActorKernel.Support;

internal enum Position
{
    Locked,
    Open,
    Nowhere,
}

/// <summary>A lock with the code 42, which closes again after a second.</summary>
internal sealed class CodeLock : FSM<Position, string>
{
    public CodeLock(IActorRef to)
    {
        StartWith(Position.Locked, "");
        When(Position.Locked, e => e.FsmEvent switch
        {
            char digit when StateData + digit == "42" => GoTo(Position.Open).Using("open"),
            char digit => Stay().Using(StateData + digit),
            "again" => GoTo(Position.Locked),
            "reply" => Stay().Replying("one").Replying("two"),
            "nowhere" => GoTo(Position.Nowhere),
            "timer" => Timer(),
            "stop" => Stop(),
            "fail" => Stop(new Failure("broken")),
            _ => null,
        });
        When(Position.Locked, e =>
        {
            if (e.FsmEvent is not "second function") return null;
            to.Tell("second");
            return Stay();
        });
        When(Position.Locked, Transform(e => e.FsmEvent is "transform" ? Stay() : null)
            .Using(state => state is null ? null : GoTo(Position.Open)));
        When(Position.Open, e => e.FsmEvent switch
        {
            StateTimeout => GoTo(Position.Locked).Using(""),
            "touch" => Stay(),
            "longer" => Stay().ForMax(TimeSpan.FromSeconds(5)),
            "data" => GoTo(Position.Open).Using("data"),
            _ => null,
        }, TimeSpan.FromSeconds(1));
        WhenUnhandled(e =>
        {
            switch (e.FsmEvent)
            {
                case Exception cause: throw cause;
                case "ring": to.Tell($"rang in {StateName}"); break;
                default: to.Tell(FormattableString.Invariant($"unhandled {e.FsmEvent}")); break;
            }

            return Stay();
        });
        OnTransition((from, next) => to.Tell(NextStateData == "data" ? $"{StateData},{NextStateData} before" : $"{from} -> {next}"));
        OnTermination(e => to.Tell($"terminated: {(e.Reason is Failure failure ? $"Failure: {failure.Cause}" : e.Reason.GetType().Name)} in {e.TerminatedState}"));
        Initialize();
    }

    private State<Position, string> Timer()
    {
        SetTimer("t", "ring", TimeSpan.FromSeconds(2));
        return Stay();
    }
}
