using Akka.Actor;

namespace Dkvm.Tests.ActorKernel;

/// <summary>A node of a random tree: what it decides for each kind of failure of its children, and for whom.</summary>
public sealed record Node(bool AllForOne, Directive[] Decisions, bool KeepsChildren, Node[] Children)
{
    public IEnumerable<Node> Flatten() => Children.SelectMany(child => child.Flatten()).Prepend(this);

    public override string ToString() =>
        $"{(AllForOne ? "all" : "one")}[{string.Join(',', Decisions)}]{(KeepsChildren ? "keeps" : "")}({string.Join<Node>(' ', Children)})";
}

/// <summary>A tree, and which of its nodes fail, in that order, with which kind of failure.</summary>
public sealed record Script(Node Root, (int Node, int Kind)[] Failures)
{
    public override string ToString() => $"{Root} {string.Join(';', Failures)}";
}

/// <summary>What the documentation says happens, in a few lines: who is alive, and how often each was built.</summary>
public sealed class SupervisionModel
{
    private readonly Dictionary<Node, Node> _parents = new(ReferenceEqualityComparer.Instance);

    public SupervisionModel(Node root)
    {
        Add(root);
        foreach (var node in root.Flatten())
            foreach (var child in node.Children) _parents[child] = node;
    }

    /// <summary>Nodes that live, with the number of their instances so far.</summary>
    public Dictionary<Node, int> Alive { get; } = new(ReferenceEqualityComparer.Instance);

    public void Fail(Node node, int kind)
    {
        // Above the root stands a supervisor that restarts.
        var supervisor = _parents.GetValueOrDefault(node);
        var concerned = supervisor is { AllForOne: true } ? supervisor.Children.Where(Alive.ContainsKey).ToArray() : [node];
        switch (supervisor?.Decisions[kind] ?? Directive.Restart)
        {
            case Directive.Escalate: Fail(supervisor, kind); break;
            case Directive.Restart: Array.ForEach(concerned, Restart); break;
            case Directive.Stop: Array.ForEach(concerned, Stop); break;
        }
    }

    private void Restart(Node node)
    {
        Alive[node]++;
        foreach (var child in node.Children.Where(Alive.ContainsKey).ToArray())
        {
            if (node.KeepsChildren) Restart(child);
            else Stop(child);
        }
    }

    private void Stop(Node node)
    {
        Alive.Remove(node);
        foreach (var child in node.Children) Stop(child);
    }

    private void Add(Node node)
    {
        Alive[node] = 1;
        foreach (var child in node.Children) Add(child);
    }
}
