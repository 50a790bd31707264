using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Goes through a text character by character and knows the line it is on.</summary>
internal sealed class HoconReader(string text, string origin)
{
    private int _position = text.StartsWith('\uFEFF') ? 1 : 0;
    private int _line = 1;

    public HoconOrigin Here => new(origin, _line);

    public bool AtEnd => _position >= text.Length;

    public char Peek => AtEnd ? '\0' : text[_position];

    public bool LooksAt(string what) => string.CompareOrdinal(text, _position, what, 0, what.Length) == 0;

    public bool AtComment => Peek == '#' || LooksAt("//");

    public char Take()
    {
        var c = Peek;
        if (c == '\n') _line++;
        _position++;
        return c;
    }

    public bool TakeIf(string what)
    {
        if (!LooksAt(what)) return false;
        for (var i = 0; i < what.Length; i++) Take();
        return true;
    }

    /// <summary>Blanks of this line; they are returned since they count between two pieces of text.</summary>
    public string TakeBlanks()
    {
        var start = _position;
        while (!AtEnd && Peek != '\n' && (char.IsWhiteSpace(Peek) || Peek == '\uFEFF')) _position++;
        return text[start.._position];
    }

    /// <summary>Blanks, line ends and comments; with <paramref name="commas"/> also the commas between elements.</summary>
    public bool SkipToNext(bool commas = false)
    {
        var separated = false;
        while (!AtEnd)
        {
            if (AtComment)
            {
                while (!AtEnd && Peek != '\n') Take();
            }
            else if (char.IsWhiteSpace(Peek) || Peek == '\uFEFF' || (commas && Peek == ','))
            {
                separated |= Peek is '\n' or ',';
                Take();
            }
            else
            {
                break;
            }
        }

        return separated;
    }

    /// <summary>From an opening quote on.</summary>
    public string TakeQuoted()
    {
        if (TakeIf("\"\"\"")) return TakeTripleQuoted();
        var start = Here;
        Take();
        var value = new StringBuilder();
        while (Peek != '"')
        {
            if (AtEnd || Peek == '\n') throw new HoconException("the quoted text has no end", start);
            var c = Take();
            value.Append(c == '\\' ? TakeEscape() : c);
        }

        Take();
        return value.ToString();
    }

    private string TakeTripleQuoted()
    {
        var start = Here;
        var end = text.IndexOf("\"\"\"", _position, StringComparison.Ordinal);
        if (end < 0) throw new HoconException("the text in triple quotes has no end", start);
        while (end + 3 < text.Length && text[end + 3] == '"') end++; // quotes before the last three belong to the text
        var value = text[_position..end];
        _line += value.Count(static c => c == '\n');
        _position = end + 3;
        return value;
    }

    private char TakeEscape()
    {
        var c = Take();
        switch (c)
        {
            case '"' or '\\' or '/': return c;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when _position + 4 <= text.Length
                && ushort.TryParse(text.AsSpan(_position, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code):
                _position += 4;
                return (char)code;
            default: throw new HoconException($"unknown escape \\{c}", Here);
        }
    }
}
