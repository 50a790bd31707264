using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Reads HOCON (github.com/lightbend/config, HOCON.md).</summary>
public sealed class Parser
{
    private const int MaxDepth = 200; // a stack overflow would end the process

    private readonly HoconReader _reader;
    private readonly Func<string, HoconRoot> _include;
    private readonly List<HoconSubstitution> _substitutions = [];
    private int _depth;

    private Parser(HoconReader reader, Func<string, HoconRoot> include) => (_reader, _include) = (reader, include);

    /// <exception cref="HoconException">The text is malformed, or a reference leads nowhere.</exception>
    public static HoconRoot Parse(string text, Func<string, HoconRoot> includeCallback) => Parse(text, includeCallback, null);

    internal static HoconRoot Parse(string text, Func<string, HoconRoot> include, string origin)
    {
        var root = ParseUnresolved(text, include, origin);
        HoconResolver.Resolve(root);
        return root;
    }

    /// <summary>For included documents: their references may lead into the including one.</summary>
    internal static HoconRoot ParseUnresolved(string text, Func<string, HoconRoot> include, string origin)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new Parser(new HoconReader(text, origin), include);
        return new HoconRoot(parser.ParseDocument(), parser._substitutions);
    }

    private HoconValue ParseDocument()
    {
        _reader.SkipToNext();
        var origin = _reader.Here;
        IHoconElement content;
        if (_reader.TakeIf("[")) content = ParseArray("");
        else if (_reader.TakeIf("{")) content = ParseObject(new HoconObject(), "", braces: true);
        else return new HoconValue([ParseObject(new HoconObject(), "", braces: false)]) { Origin = origin };

        _reader.SkipToNext();
        if (!_reader.AtEnd) throw Error($"unexpected '{_reader.Peek}' after the end of the document");
        return new HoconValue([content]) { Origin = origin };
    }

    // The end of the text closes every object that is open, as in Akka.NET.
    private HoconObject ParseObject(HoconObject target, string path, bool braces)
    {
        if (++_depth > MaxDepth) throw Error($"nested deeper than {MaxDepth}");
        _reader.SkipToNext(commas: true);
        while (true)
        {
            if (_reader.AtEnd) break;
            if (_reader.Peek == '}')
            {
                if (!braces) throw Error("unexpected '}'");
                _reader.Take();
                break;
            }

            if (!TryInclude(target, path)) ParseField(target, path);
            var separated = _reader.SkipToNext(commas: true);
            if (!separated && !_reader.AtEnd && _reader.Peek != '}')
                throw Error($"expected a comma or a new line before '{_reader.Peek}'", path);
        }

        _depth--;
        return target;
    }

    private void ParseField(HoconObject target, string path)
    {
        var keys = ParseKey();
        for (var i = 0; i < keys.Count - 1; i++)
        {
            path = HoconText.JoinPath(path, keys[i]);
            target = OpenObject(target, keys[i]);
        }

        var key = keys[^1];
        path = HoconText.JoinPath(path, key);
        _reader.SkipToNext();
        if (_reader.TakeIf("+=")) Assign(target, key, Appended(path));
        else if (_reader.TakeIf("=") || _reader.TakeIf(":")) Assign(target, key, ParseValue(path));
        else if (_reader.Peek == '{') Assign(target, key, ParseValue(path));
        else throw Error(_reader.AtEnd ? "expected '=' or ':' after the key" : $"expected '=', ':' or '{{' after the key, found '{_reader.Peek}'", path);
    }

    /// <summary>a += x means a = ${?a} [x].</summary>
    private HoconValue Appended(string path)
    {
        var earlier = Substitution(path, optional: true);
        var added = new HoconArray { ParseValue(path) };
        return new HoconValue([earlier, added]) { Origin = _reader.Here };
    }

    private static HoconObject OpenObject(HoconObject target, string key)
    {
        if (target.Items.TryGetValue(key, out var existing) && existing.Values is [.., HoconObject last]) return last;
        var child = new HoconObject();
        Assign(target, key, new HoconValue([child]));
        return child;
    }

    private static void Assign(HoconObject target, string key, HoconValue value)
    {
        if (target.Items.TryGetValue(key, out var previous)) value.Previous = previous;
        target.Items[key] = value;
    }

    private List<string> ParseKey()
    {
        List<string> keys = [];
        var key = new StringBuilder();
        var any = false;
        while (true)
        {
            if (_reader.Peek == '"')
            {
                key.Append(_reader.TakeQuoted());
                any = true;
            }
            else if (_reader.Peek == '.')
            {
                _reader.Take();
                Next();
            }
            else if (_reader.AtEnd || _reader.AtComment || _reader.Peek is '=' or ':' or '{' or '\n' or '\r' || _reader.LooksAt("+="))
            {
                Next();
                return keys;
            }
            else if (_reader.Peek is '}' or '[' or ']' or ',' or '$' or '\\')
            {
                throw Error($"'{_reader.Peek}' is not allowed in a key; write it in quotes");
            }
            else
            {
                any |= !char.IsWhiteSpace(_reader.Peek);
                key.Append(_reader.Take());
            }
        }

        void Next()
        {
            if (!any) throw Error("expected a key");
            keys.Add(key.ToString().Trim());
            key.Clear();
            any = false;
        }
    }

    private HoconValue ParseValue(string path)
    {
        _reader.SkipToNext();
        var origin = _reader.Here;
        List<IHoconElement> pieces = [];
        var blanks = "";
        while (!_reader.AtEnd && !_reader.AtComment && _reader.Peek is not (',' or '}' or ']' or '\n'))
        {
            if (pieces.Count > 0 && blanks.Length > 0) pieces.Add(new HoconLiteral { Value = blanks, IsBlank = true });
            pieces.Add(ParsePiece(path));
            blanks = _reader.TakeBlanks();
        }

        if (pieces.Count == 0) throw new HoconException("expected a value", origin, path);
        CheckMixture(pieces, origin, path);
        return new HoconValue(pieces) { Origin = origin };
    }

    private IHoconElement ParsePiece(string path)
    {
        switch (_reader.Peek)
        {
            case '{':
                _reader.Take();
                return ParseObject(new HoconObject(), path, braces: true);
            case '[':
                _reader.Take();
                return ParseArray(path);
            case '"':
                return new HoconLiteral { Value = _reader.TakeQuoted(), IsQuoted = true };
            case '$' when _reader.TakeIf("${"):
                var optional = _reader.TakeIf("?");
                var reference = new StringBuilder();
                while (_reader.Peek != '}')
                {
                    if (_reader.AtEnd || _reader.Peek == '\n') throw Error("the reference has no closing '}'", path);
                    reference.Append(_reader.Take());
                }

                _reader.Take();
                return Substitution(reference.ToString().Trim(), optional);
            default:
                var text = new StringBuilder();
                while (!_reader.AtEnd && !_reader.AtComment && !char.IsWhiteSpace(_reader.Peek)
                    && _reader.Peek is not ('{' or '}' or '[' or ']' or ',' or '"') && !_reader.LooksAt("${"))
                {
                    if (_reader.Peek is ':' or '=') throw AssignmentInText(text.ToString(), path);
                    text.Append(_reader.Take());
                }

                if (text.Length == 0) throw Error($"unexpected '{_reader.Peek}'", path);
                return new HoconLiteral { Value = text.ToString() };
        }
    }

    private HoconArray ParseArray(string path)
    {
        var start = _reader.Here;
        if (++_depth > MaxDepth) throw Error($"nested deeper than {MaxDepth}");
        var array = new HoconArray();
        _reader.SkipToNext(commas: true);
        while (_reader.Peek != ']')
        {
            if (_reader.AtEnd) throw new HoconException("the array has no closing ']'", start, path);
            array.Add(ParseValue(path));
            var separated = _reader.SkipToNext(commas: true);
            if (!separated && !_reader.AtEnd && _reader.Peek != ']')
                throw Error($"expected a comma or a new line before '{_reader.Peek}'", path);
        }

        _reader.Take();
        _depth--;
        return array;
    }

    private HoconSubstitution Substitution(string path, bool optional)
    {
        if (path.Length == 0) throw Error("the reference is empty");
        var substitution = new HoconSubstitution(path) { IsOptional = optional, Origin = _reader.Here };
        _substitutions.Add(substitution);
        return substitution;
    }

    private bool TryInclude(HoconObject target, string path)
    {
        if (HoconInclude.TryRead(_reader) is not { } what) return false;
        var included = what.Load(_include, _reader.Here);
        if (included is null) return true;
        if (included.Value.GetObject() is not { } content)
            throw Error($"\"{what.Name}\" is no object and cannot be included", path);
        foreach (var (key, value) in content.Items) Assign(target, key, value);
        foreach (var substitution in included.Substitutions)
        {
            substitution.PathHere = HoconText.SplitPath(substitution.PathHere ?? substitution.Path).Aggregate(path, HoconText.JoinPath);
            _substitutions.Add(substitution);
        }

        return true;
    }

    private static void CheckMixture(List<IHoconElement> pieces, HoconOrigin origin, string path)
    {
        var texts = pieces.Any(static p => p is HoconLiteral { IsBlank: false });
        var objects = pieces.Any(static p => p is HoconObject);
        var arrays = pieces.Any(static p => p is HoconArray);
        if ((texts && (objects || arrays)) || (objects && arrays))
            throw new HoconException("text, objects and arrays cannot be written side by side as one value", origin, path);
    }

    // A plain exception, as Akka.NET's is.
    private ConfigurationException AssignmentInText(string text, string path) => new(
        $"{_reader.Here}: key \"{path}\": '{_reader.Peek}' after \"{text}\": write a text that holds ':' or '=', such as a URL, in quotes, and an object in braces");

    private HoconException Error(string problem, string path = null) => new(problem, _reader.Here, path);
}
