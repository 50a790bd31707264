using System.Text;

namespace Akka.Actor.Internal;

public sealed partial class ActorSystemImpl
{
    public override string PrintTree()
    {
        var text = new StringBuilder();
        Print(_provider.RootGuardian, "", text);
        return text.ToString();
    }

    private static void Print(IInternalActorRef actor, string indent, StringBuilder text)
    {
        if (actor is not LocalActorRef local) return;
        text.Append(indent).Append("-> ").Append(local.Path.Name.Length == 0 ? "/" : local.Path.Name)
            .Append(' ').Append(local.Cell.Actor is { } instance ? Event.Logging.SimpleName(instance) : "(no instance)")
            .Append(' ').Append(local.Cell.NumberOfMessages).Append(" messages\n");
        foreach (var child in local.Cell.GetChildren()) Print(child, indent + "   ", text);
    }
}
