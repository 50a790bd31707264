namespace Akka.Actor;

/// <summary>A behaviour; true when it handled the message.</summary>
public delegate bool Receive(object message);

/// <summary>A behaviour that says for itself, with Unhandled, what it did not handle.</summary>
public delegate void UntypedReceive(object message);
