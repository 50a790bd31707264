namespace Dkvm.ContainerSide.Network;

/// <summary>The little that a relay has to know of DNS messages: RFC 1035, 4.1.1, bytes 2 and 3 of the header.</summary>
internal static class DnsMessage
{
    private const byte QR = 0x80;
    private const byte RA = 0x80;
    private const byte RCODE = 0x0f;
    private const byte ServFail = 2;

    public static bool IsAnswer(ReadOnlySpan<byte> message) => (message[2] & QR) != 0;

    /// <summary>Tells the asker at once what it would else find out by waiting.</summary>
    public static byte[] ServerFailure(ReadOnlySpan<byte> question)
    {
        var answer = question.ToArray();
        answer[2] |= QR;
        answer[3] = (byte)(answer[3] & ~RCODE | RA | ServFail);
        return answer;
    }
}
