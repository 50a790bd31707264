using System.Text.Json;
using Dkvm.Actors;

namespace Dkvm.ContainerSide.Control;

/// <summary>
/// <c>tree</c>: the actors as they are at this moment, read from outside: nobody is asked, so an actor that hangs shows, too.
/// Answers {name, state, mailbox, restarts, lastFailure, lastFailureAt, children}.
/// </summary>
/// <param name="tree">Looks.</param>
public sealed class TreeCommand(Func<ActorView> tree) : IControlCommand
{
    public string Name => "tree";

    public void Begin(ControlCall call)
    {
        var root = tree();
        call.Return(json => Write(json, root));
    }

    private static void Write(Utf8JsonWriter json, ActorView actor)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, actor.Name);
        if (actor.State is { } state)
            json.WriteString("state"u8, state);
        json.WriteNumber("mailbox"u8, actor.Mailbox);
        json.WriteNumber("restarts"u8, actor.Restarts);
        if (actor.LastFailure is { } failure)
            json.WriteString("lastFailure"u8, failure);
        if (actor.LastFailureAt is { } at)
            json.WriteString("lastFailureAt"u8, at);
        json.WriteStartArray("children"u8);
        foreach (var child in actor.Children)
            Write(json, child);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
