using Akka.Util;

namespace Akka.Actor;

/// <summary>Where an actor system lives. Ours have local scope only: protocol and system name, no host.</summary>
public sealed class Address : IEquatable<Address>, IComparable<Address>, IComparable, ICloneable, ISurrogated
{
    public static readonly Address AllSystems = new("akka", "all-systems");

    public static readonly IComparer<Address> Comparer = Comparer<Address>.Create((a, b) => string.CompareOrdinal(a?.ToString(), b?.ToString()));

    private readonly string _text;

    public Address(string protocol, string system, string host = null, int? port = null)
    {
        (Protocol, System, Host, Port) = (protocol, system, host?.ToLowerInvariant(), port);
        _text = Host is null ? $"{protocol}://{system}" : $"{protocol}://{system}@{Host}{(port is { } p ? ":" + p : "")}";
    }

    public string Protocol { get; }

    public string System { get; }

    public string Host { get; }

    public int? Port { get; }

    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    public bool HasGlobalScope => !HasLocalScope;

    public static bool operator ==(Address left, Address right) => Equals(left, right);

    public static bool operator !=(Address left, Address right) => !Equals(left, right);

    /// <exception cref="UriFormatException">The text is no address.</exception>
    public static Address Parse(string address) =>
        TryParse(address, out var parsed) ? parsed : throw new UriFormatException($"Can't parse an address: {address}");

    public static bool TryParse(string path, out Address address) => TryParse(path, out address, out _);

    public static bool TryParse(string path, out Address address, out string absolutUri)
    {
        (address, absolutUri) = (null, null);
        var scheme = path?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        if (scheme < 4 || !path!.StartsWith("akka", StringComparison.OrdinalIgnoreCase)) return false;

        var slash = path.IndexOf('/', scheme + 3);
        var authority = slash < 0 ? path[(scheme + 3)..] : path[(scheme + 3)..slash];
        absolutUri = slash < 0 ? "/" : path[slash..];
        var at = authority.IndexOf('@');
        if (at < 0)
        {
            address = new Address(path[..scheme].ToLowerInvariant(), authority);
            return true;
        }

        var host = authority[(at + 1)..];
        var colon = host.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(host[(colon + 1)..], out var port)) return false;
        address = new Address(path[..scheme].ToLowerInvariant(), authority[..at], host[..colon], port);
        return true;
    }

    public string HostPort() => _text[(Protocol.Length + 3)..];

    public Address WithProtocol(string protocol) => new(protocol, System, Host, Port);

    public Address WithSystem(string system) => new(Protocol, system, Host, Port);

    public Address WithHost(string host = null) => new(Protocol, System, host, Port);

    public Address WithPort(int? port = null) => new(Protocol, System, Host, port);

    public object Clone() => new Address(Protocol, System, Host, Port);

    public int CompareTo(Address other) => Comparer.Compare(this, other);

    public int CompareTo(object obj) => obj is Address other ? CompareTo(other) : throw new ArgumentException("Not an Address.", nameof(obj));

    public bool Equals(Address other) => ReferenceEquals(this, other) || (other is not null && _text == other._text);

    public override bool Equals(object obj) => Equals(obj as Address);

    public override int GetHashCode() => _text.GetHashCode();

    public ISurrogate ToSurrogate(ActorSystem system) => throw new NotSupportedException("This runtime has no remoting.");

    public override string ToString() => _text;
}
