using System.Text;

namespace Dkvm.HostSide;

/// <summary>What a guest says, made fit for its reader's terminal: it is the guest's choice, and a terminal obeys what it reads.</summary>
public static class TerminalText
{
    private const char Escape = '\u001b';

    /// <summary>
    /// The text without escape sequences (ECMA-48: ESC, then "[" to a final character, "]" to its terminator, or one character)
    /// and without control characters but line feed and tab. A sequence that is not whole yet is left out too.
    /// </summary>
    public static string Clean(string text)
    {
        if (!text.Any(Steers))
            return text;
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (text[i] == Escape)
                i = EndOfSequence(text, i);
            else if (!Steers(text[i]))
                clean.Append(text[i]);
        return clean.ToString();
    }

    /// <summary>The same, on one line.</summary>
    public static string CleanLine(string text) => Clean(text).Replace('\n', ' ').Replace('\t', ' ');

    private static bool Steers(char c) => c is not ('\n' or '\t') && char.IsControl(c);

    /// <returns>The index of its last character.</returns>
    private static int EndOfSequence(string text, int start)
    {
        var i = start + 1;
        if (i >= text.Length)
            return i;
        switch (text[i])
        {
            case '[':
                while (++i < text.Length && text[i] is >= ' ' and <= '?')
                {
                }
                return i < text.Length && text[i] is < '@' or > '~' ? i - 1 : i; // what does not belong to it is no part of it
            case ']' or 'P' or '_' or '^' or 'X':
                while (++i < text.Length && text[i] is not ('\a' or '\n' or '\u009c' or Escape))
                {
                }
                return i + 1 < text.Length && text[i] == Escape && text[i + 1] == '\\' ? i + 1 : i < text.Length && text[i] is '\n' or Escape ? i - 1 : i;
            case '\n':
                return start;
            case >= ' ' and <= '/': // "(B" and the like: one more
                return i + 1;
            default:
                return i;
        }
    }
}
