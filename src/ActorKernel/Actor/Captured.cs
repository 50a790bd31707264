namespace Akka.Actor;

/// <summary>Gives a Props factory the variables it captured as they are when the Props are made.</summary>
internal static class Captured
{
    // Provisional: factories share their variables with the code around them.
    public static Func<ActorBase> Snapshot<TActor>(Func<TActor> factory) where TActor : ActorBase => factory;
}
