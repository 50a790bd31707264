using Akka.Actor;

namespace Dkvm.Tests.ActorKernel.Support;

/// <summary>Actors made of a function.</summary>
internal static class Act
{
    public static Props On(Action<IActorContext, object> receive) => Props.Create(() => new Lambda(receive));

    public static Props On(Action<IActorContext, object> receive, SupervisorStrategy strategy) =>
        Props.Create(() => new Lambda(receive), strategy);

    public static Props Echo() => On((context, message) => context.Sender.Tell(message));

    private sealed class Lambda(Action<IActorContext, object> receive) : UntypedActor
    {
        protected override void OnReceive(object message) => receive(Context, message);
    }
}

/// <summary>Tells each of its hooks and messages; fails on an exception told to it.</summary>
internal sealed class Reporter : ReceiveActor
{
    private readonly IActorRef _to;
    private readonly string _name;

    public Reporter(IActorRef to, string name)
    {
        (_to, _name) = (to, name);
        _to.Tell($"{_name} constructed");
        Receive<Exception>(e => throw e);
        Receive<Props>(p => Sender.Tell(Context.ActorOf(p)));
        Receive<(Props Props, string Name)>(p => Context.ActorOf(p.Props, p.Name));
        ReceiveAny(m => _to.Tell($"{_name} got {m}"));
    }

    public static Props Of(IActorRef to, string name = "it") => Props.Create(() => new Reporter(to, name));

    protected override void PreStart() => _to.Tell($"{_name} PreStart");

    protected override void PostStop() => _to.Tell($"{_name} PostStop");

    protected override void PreRestart(Exception reason, object message)
    {
        _to.Tell($"{_name} PreRestart");
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        _to.Tell($"{_name} PostRestart");
        base.PostRestart(reason);
    }
}
