using Akka.Actor;

namespace Akka.Util;

/// <summary>Stands in for an object on the wire; this runtime has no wire, the type is here for source compatibility.</summary>
public interface ISurrogate
{
    ISurrogated FromSurrogate(ActorSystem system);
}

/// <summary>Can be replaced by an <see cref="ISurrogate"/>.</summary>
public interface ISurrogated
{
    ISurrogate ToSurrogate(ActorSystem system);
}
