using Akka.Actor;
using Akka.Configuration;
using FsCheck;
using Config = FsCheck.Config;
using FsCheck.Fluent;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Random trees under random failures behave as the model says.</summary>
public sealed class SupervisionPropertyTests : IAsyncLifetime
{
    private const int Kinds = 3;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly ActorSystem _system = ActorSystem.Create("properties", ConfigurationFactory.ParseString(
        "akka { loggers = [], loglevel = OFF, log-dead-letters = off }"));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public void Ten_thousand_random_trees_fail_as_the_model_says() =>
        Prop.ForAll(Arb.From(Scripts(), Shrink), script => Task.Run(() => RunAsync(script)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));

    private static Gen<Script> Scripts() =>
        from root in Nodes(3)
        let count = root.Flatten().Count()
        from failures in Gen.Zip(Gen.Choose(0, count - 1), Gen.Choose(0, Kinds - 1)).Select(pair => (pair.Item1, pair.Item2)).ArrayOf(4)
        select new Script(root, failures);

    private static Gen<Node> Nodes(int depth) =>
        from all in ArbMap.Default.GeneratorFor<bool>()
        from keeps in ArbMap.Default.GeneratorFor<bool>()
        from decisions in Gen.Elements(Directive.Resume, Directive.Restart, Directive.Stop, Directive.Escalate).ArrayOf(Kinds)
        from width in Gen.Choose(0, depth == 1 ? 0 : 3)
        from children in depth == 1 ? Gen.Constant(Array.Empty<Node>()) : Nodes(depth - 1).ArrayOf(width)
        select new Node(all, decisions, keeps, children);

    private static IEnumerable<Script> Shrink(Script script) =>
        Enumerable.Range(0, script.Failures.Length).Select(i => script with { Failures = [.. script.Failures.Take(i), .. script.Failures.Skip(i + 1)] });

    private async Task RunAsync(Script script)
    {
        var nodes = script.Root.Flatten().ToArray();
        var model = new SupervisionModel(script.Root);
        var actors = new System.Collections.Concurrent.ConcurrentDictionary<Node, IActorRef>(ReferenceEqualityComparer.Instance);
        var built = nodes.ToDictionary(n => n, _ => new Counter(), ReferenceEqualityComparer.Instance as IEqualityComparer<Node>);
        var top = _system.ActorOf(Props.Create(() => new Top(script.Root, actors, built)));
        await Settle(top, script.Root, model, actors);

        foreach (var (index, kind) in script.Failures)
        {
            var node = nodes[index];
            if (!model.Alive.ContainsKey(node)) continue;
            model.Fail(node, kind);
            actors[node].Tell(new Fault(kind), ActorRefs.NoSender);
            // Answered once the supervisors have decided, or never if the decision was to stop.
            if (model.Alive.ContainsKey(node)) await actors[node].Ask<ActorIdentity>(new Identify(0), Soon);
            else await actors[node].WatchAsync().WaitAsync(Soon);
            await Settle(top, script.Root, model, actors);
            foreach (var (alive, instances) in model.Alive) Assert.Equal(instances, built[alive].Value);
        }

        await top.GracefulStop(Soon);
    }

    /// <summary>From the top down, each answers only after what its parent has sent it.</summary>
    private static async Task Settle(
        IActorRef top, Node root, SupervisionModel model, System.Collections.Concurrent.ConcurrentDictionary<Node, IActorRef> actors)
    {
        await top.Ask<ActorIdentity>(new Identify(0), Soon);
        var level = new[] { root };
        while (level.Length > 0)
        {
            foreach (var node in level)
            {
                if (model.Alive.ContainsKey(node)) await actors[node].Ask<ActorIdentity>(new Identify(0), Soon);
                else if (actors.TryGetValue(node, out var gone)) await gone.WatchAsync().WaitAsync(Soon);
            }

            level = [.. level.SelectMany(node => node.Children)];
        }
    }

    private sealed class Counter
    {
        public int Value;
    }

    private sealed record Fault(int Kind);

    private sealed class FaultException(int kind) : Exception
    {
        public int Kind { get; } = kind;
    }

    private sealed class Top : UntypedActor
    {
        public Top(Node root, System.Collections.Concurrent.ConcurrentDictionary<Node, IActorRef> actors, Dictionary<Node, Counter> built) =>
            actors[root] = Context.ActorOf(Props.Create(() => new Member(root, actors, built)));

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

        protected override void OnReceive(object message) { }
    }

    private sealed class Member : ReceiveActor
    {
        private readonly Node _node;

        public Member(Node node, System.Collections.Concurrent.ConcurrentDictionary<Node, IActorRef> actors, Dictionary<Node, Counter> built)
        {
            _node = node;
            Receive<Fault>(fault => throw new FaultException(fault.Kind));
            // Children are made once: a restart that stops them leaves none.
            if (Interlocked.Increment(ref built[node].Value) > 1) return;
            foreach (var child in node.Children) actors[child] = Context.ActorOf(Props.Create(() => new Member(child, actors, built)));
        }

        protected override void PreRestart(Exception reason, object message)
        {
            if (!_node.KeepsChildren) base.PreRestart(reason, message);
        }

        protected override SupervisorStrategy SupervisorStrategy()
        {
            Directive Decide(Exception cause) => cause is FaultException fault ? _node.Decisions[fault.Kind] : Directive.Escalate;
            return _node.AllForOne ? new AllForOneStrategy(Decide) : new OneForOneStrategy(Decide);
        }
    }
}
