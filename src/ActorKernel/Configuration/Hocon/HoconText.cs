using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Paths and quoting.</summary>
internal static class HoconText
{
    /// <summary>Splits a.b."c.d" at the dots that are not in quotes.</summary>
    public static List<string> SplitPath(string path)
    {
        List<string> keys = [];
        if (!path.Contains('"'))
        {
            foreach (var part in path.Split('.')) keys.Add(part.Trim());
            return keys;
        }

        var key = new StringBuilder();
        var quoted = false;
        foreach (var c in path)
        {
            if (c == '"') quoted = !quoted;
            else if (c == '.' && !quoted) Next();
            else key.Append(c);
        }

        Next();
        return keys;

        void Next()
        {
            keys.Add(key.ToString().Trim());
            key.Clear();
        }
    }

    public static string JoinPath(string parent, string key)
    {
        var text = key.Length == 0 || key.AsSpan().IndexOfAny(". \"") >= 0 ? $"\"{key}\"" : key;
        return string.IsNullOrEmpty(parent) ? text : $"{parent}.{text}";
    }

    public static string Quote(string text)
    {
        if (text is null) return "null";
        if (text.Length > 0 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')) return text;
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ => c < ' ' ? $"\\u{(int)c:x4}" : c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
