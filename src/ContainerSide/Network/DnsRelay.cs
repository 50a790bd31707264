namespace Dkvm.ContainerSide.Network;

public sealed class DnsRelay
{
    public const string Server = "127.0.0.11";
}
