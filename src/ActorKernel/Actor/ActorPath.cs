using System.Buffers;
using System.Text;
using Akka.Util;

namespace Akka.Actor;

/// <summary>The place of an actor in its system, as in akka://system/user/parent/child.</summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>, ISurrogated
{
    /// <summary>What a path element may hold besides ASCII letters, digits and percent-encoded bytes.</summary>
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private static readonly SearchValues<char> Valid =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + ValidSymbols);

    private readonly Address _address;

    protected ActorPath(Address address, string name) => (_address, Name, Depth) = (address, name, 0);

    protected ActorPath(ActorPath parentPath, string name, long uid)
    {
        if (name.Contains('/')) throw new ArgumentException("Path element cannot contain '/'", nameof(name));
        (Parent, Name, Uid, Depth) = (parentPath, name, uid, parentPath.Depth + 1);
    }

    public string Name { get; }

    /// <summary>Tells incarnations under one name apart; 0 when it does not matter.</summary>
    public long Uid { get; }

    public int Depth { get; }

    /// <summary>Null for the root.</summary>
    public ActorPath Parent { get; }

    public ActorPath Root => ParentOf(0);

    public Address Address => Root._address;

    /// <summary>The names from the root on; the root's own is left out.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            if (Depth == 0) return Name.Length == 0 ? [""] : [Name.TrimStart('/')];
            var names = new string[Depth];
            for (var path = this; path.Depth > 0; path = path.Parent) names[path.Depth - 1] = path.Name;
            return names;
        }
    }

    public static ActorPath operator /(ActorPath path, string name) => path.Child(name);

    public static ActorPath operator /(ActorPath path, IEnumerable<string> name) =>
        name.Where(element => element.Length > 0).Aggregate(path, (parent, element) => parent / element);

    public static bool operator ==(ActorPath left, ActorPath right) => Equals(left, right);

    public static bool operator !=(ActorPath left, ActorPath right) => !Equals(left, right);

    /// <exception cref="UriFormatException">The text is no path.</exception>
    public static ActorPath Parse(string path) =>
        TryParse(path, out var parsed) ? parsed : throw new UriFormatException($"Can not parse an ActorPath: {path}");

    public static bool TryParse(string path, out ActorPath actorPath)
    {
        actorPath = null;
        return Address.TryParse(path, out var address, out var rest) && TryParse(new RootActorPath(address), rest, out actorPath);
    }

    public static bool TryParse(ActorPath basePath, string absoluteUri, out ActorPath actorPath)
    {
        actorPath = basePath;
        foreach (var element in absoluteUri.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var hash = element.IndexOf('#');
            if (hash < 0) actorPath = new ChildActorPath(actorPath, element, 0);
            else if (long.TryParse(element.AsSpan(hash + 1), out var uid)) actorPath = new ChildActorPath(actorPath, element[..hash], uid);
            else return false;
        }

        return true;
    }

    public static bool TryParseAddress(string path, out Address address) => Address.TryParse(path, out address);

    public static string FormatPathElements(IEnumerable<string> pathElements) => "/" + string.Join('/', pathElements);

    /// <summary>True for one or more valid characters that do not begin with '$', which is kept for generated names.</summary>
    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$') return false;
        for (var i = 0; i < s.Length; i++)
        {
            if (Valid.Contains(s[i])) continue;
            if (s[i] != '%' || i + 2 >= s.Length || !char.IsAsciiHexDigit(s[i + 1]) || !char.IsAsciiHexDigit(s[i + 2])) return false;
            i += 2;
        }

        return true;
    }

    public ActorPath Child(string childName) => new ChildActorPath(this, childName, 0);

    /// <summary>The ancestor at that depth; a negative depth counts up from here.</summary>
    public ActorPath ParentOf(int depth)
    {
        var path = this;
        var target = depth >= 0 ? depth : Math.Max(0, Depth + depth);
        while (path.Depth > target) path = path.Parent;
        return path;
    }

    public ActorPath WithUid(long uid) => Depth == 0 ? this : new ChildActorPath(Parent, Name, uid);

    public string ToStringWithoutAddress()
    {
        if (Depth == 0) return Name.StartsWith('/') ? Name : "/" + Name;
        var text = new StringBuilder();
        foreach (var element in Elements) text.Append('/').Append(element);
        return text.ToString();
    }

    public string ToStringWithAddress() => ToStringWithAddress(Address);

    /// <summary>With that address, unless the path has one with a host.</summary>
    public string ToStringWithAddress(Address address) => (Address.HasLocalScope ? address : Address) + ToStringWithoutAddress();

    public string ToStringWithUid() => Uid == 0 ? ToStringWithAddress() : $"{ToStringWithAddress()}#{Uid}";

    public string ToSerializationFormat() => ToStringWithUid();

    public string ToSerializationFormatWithAddress(Address address) =>
        Uid == 0 ? ToStringWithAddress(address) : $"{ToStringWithAddress(address)}#{Uid}";

    public int CompareTo(ActorPath other) => string.CompareOrdinal(ToStringWithAddress(), other?.ToStringWithAddress());

    public bool Equals(ActorPath other)
    {
        if (other is null || Depth != other.Depth) return false;
        var (a, b) = (this, other);
        while (!ReferenceEquals(a, b))
        {
            if (a.Name != b.Name) return false;
            if (a.Depth == 0) return a._address.Equals(b._address);
            (a, b) = (a.Parent, b.Parent);
        }

        return true;
    }

    public override bool Equals(object obj) => Equals(obj as ActorPath);

    public override int GetHashCode() => Depth == 0 ? HashCode.Combine(_address, Name) : HashCode.Combine(Parent, Name);

    public override string ToString() => ToStringWithAddress();

    public ISurrogate ToSurrogate(ActorSystem system) => throw new NotSupportedException("This runtime has no remoting.");
}

public sealed class RootActorPath(Address address, string name = "") : ActorPath(address, name);

public sealed class ChildActorPath(ActorPath parentPath, string name, long uid) : ActorPath(parentPath, name, uid);
