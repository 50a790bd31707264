using System.Text.RegularExpressions;
using Akka.Actor;

namespace Akka.TestKit.Internal.StringMatcher;

/// <summary>A condition on a text: a message's, or its source's.</summary>
public interface IStringMatcher
{
    bool IsMatch(string s);
}

public class MatchesAll : IStringMatcher
{
    private MatchesAll() { }

    public static IStringMatcher Instance { get; } = new MatchesAll();

    public bool IsMatch(string s) => true;

    public override string ToString() => "";
}

public class EqualsString(string s) : IStringMatcher
{
    private readonly string _expected = s;

    public bool IsMatch(string s) => s == _expected;

    public override string ToString() => $"== \"{_expected}\"";
}

/// <summary>A source: an actor's path, in full or, if that is allowed, without its address.</summary>
public class EqualsStringAndPathMatcher(string path, bool canBeRelative = true) : IStringMatcher
{
    private readonly string _expected = path;

    public bool IsMatch(string path) =>
        Same(path) || (canBeRelative && ActorPath.TryParse(path, out var parsed) && Same(parsed.ToStringWithoutAddress()));

    public override string ToString() => $"== \"{_expected}\"";

    private bool Same(string path) => string.Equals(path, _expected, StringComparison.OrdinalIgnoreCase);
}

public class StartsWithString(string start) : IStringMatcher
{
    public bool IsMatch(string s) => s is not null && s.StartsWith(start, StringComparison.Ordinal);

    public override string ToString() => $"starts with \"{start}\"";
}

public class ContainsString(string part) : IStringMatcher
{
    public bool IsMatch(string s) => s is not null && s.Contains(part, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"contains \"{part}\"";
}

public class RegexMatcher(Regex regex) : IStringMatcher
{
    public bool IsMatch(string s) => s is not null && regex.IsMatch(s);

    public override string ToString() => $"matches {regex}";
}

public class PredicateMatcher(Predicate<string> predicate, string hint = "") : IStringMatcher
{
    public bool IsMatch(string s) => predicate(s);

    public override string ToString() => $"fits {hint}";
}
