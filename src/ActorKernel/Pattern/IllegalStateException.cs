using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Called at a time when it must not be.</summary>
public class IllegalStateException : AkkaException
{
    public IllegalStateException(string message) : base(message) { }

    public IllegalStateException(string message, Exception innerEx) : base(message, innerEx) { }
}
