namespace Dkvm.Protocol;

/// <summary>The other side broke the protocol; the connection cannot be used any more.</summary>
public sealed class ProtocolException(string message) : Exception(message);
