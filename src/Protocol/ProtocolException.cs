namespace Dkvm.Protocol;

/// <summary>The other side broke the protocol; the connection cannot be used any more.</summary>
public class ProtocolException(string message) : Exception(message);

/// <summary>A line was longer than its reader takes, and was left out: the lines after it can be read.</summary>
public sealed class LineTooLongException(int limit) : ProtocolException($"a line of more than {limit} bytes");
