using System.Text;

namespace Dkvm.HostSide;

/// <summary>
/// Puts together what the guest's console said and what its kernel logged: the kernel shows part of its log on the console, and
/// a line that comes both ways is written once. First the past is given, in any order; after <see cref="EndPast"/> everything is
/// written as it comes.
/// </summary>
public sealed class ConsoleText(TextWriter output)
{
    private const int LongestLine = 4096;

    private readonly StringBuilder _pastConsole = new();
    private readonly List<string> _pastKernel = [];
    private readonly RecentLines _ofConsole = new();
    private readonly RecentLines _ofLog = new();
    private string _partial = "";
    private int _written;
    private bool _past;

    /// <summary>Something has been written.</summary>
    public bool Any { get; private set; }

    /// <summary>A piece of what the console said.</summary>
    public void Console(string text)
    {
        if (!_past)
        {
            _pastConsole.Append(text);
            return;
        }
        text = _partial + text;
        int end;
        while ((end = text.IndexOf('\n')) >= 0 || (end = text.Length > LongestLine ? LongestLine : -1) >= 0)
        {
            EndLine(text[..end]);
            text = text[(end < text.Length && text[end] == '\n' ? end + 1 : end)..];
        }
        _partial = text;
        // A prompt, say, is not followed by a line feed.
        var clean = TerminalText.Clean(text);
        if (clean.Length > _written && !KernelLine.MayBegin(clean))
        {
            Write(clean[_written..]);
            _written = clean.Length;
        }
        output.Flush();
    }

    /// <summary>Lines that the kernel logged.</summary>
    public void Kernel(IEnumerable<string> lines)
    {
        if (!_past)
        {
            _pastKernel.AddRange(lines);
            return;
        }
        foreach (var line in lines.Select(TerminalText.CleanLine).Where(IsNewOfLog))
            Interject(line);
        output.Flush();
    }

    /// <summary>A remark between what is written.</summary>
    public void Remark(string text) => Interject($"[{text}]");

    /// <summary>All that there was has been given.</summary>
    public void EndPast()
    {
        if (_past)
            return;
        _past = true;
        var console = TerminalText.Clean(_pastConsole.ToString()).Split('\n');
        foreach (var line in Merged(console[..^1], [.. _pastKernel.Select(TerminalText.CleanLine)]))
            WriteLine(line);
        _pastConsole.Clear();
        _pastKernel.Clear();
        Console(console[^1]);
        output.Flush();
    }

    /// <summary>Nothing follows.</summary>
    public void End()
    {
        EndPast();
        if (_partial.Length > 0)
            EndLine(_partial);
        output.Flush();
    }

    /// <summary>
    /// By time: what stands on the console between two lines of the kernel's stands there still; what came after the last of
    /// them comes last.
    /// </summary>
    private IEnumerable<string> Merged(IReadOnlyList<string> console, List<string> kernel)
    {
        var next = 0;
        var lastTimed = console.ToList().FindLastIndex(l => KernelLine.TimeOf(l) is not null);
        for (var i = 0; i < console.Count; i++)
        {
            var time = KernelLine.TimeOf(console[i]);
            while (next < kernel.Count && (i > lastTimed || time is not null && KernelLine.TimeOf(kernel[next]) is var at && (at is null || at <= time)))
                if (IsNewOfLog(kernel[next++]))
                    yield return kernel[next - 1];
            if (time is null || IsNewOfConsole(console[i]))
                yield return console[i];
        }
        for (; next < kernel.Count; next++)
            if (IsNewOfLog(kernel[next]))
                yield return kernel[next];
    }

    private void EndLine(string line)
    {
        var clean = TerminalText.Clean(line);
        if (_written > 0)
            WriteLine(clean.Length > _written ? clean[_written..] : "");
        else if (KernelLine.TimeOf(clean) is null || IsNewOfConsole(clean))
            WriteLine(clean);
        _written = 0;
    }

    /// <summary>The line that is half written is written again when it goes on.</summary>
    private void Interject(string line)
    {
        if (_written > 0)
            WriteLine("");
        _written = 0;
        WriteLine(line);
    }

    /// <summary>Not what came by the other way: either may say the same line twice for itself.</summary>
    private bool IsNewOfLog(string line)
    {
        _ofLog.Add(line);
        return !_ofConsole.Contains(line);
    }

    private bool IsNewOfConsole(string line)
    {
        _ofConsole.Add(line);
        return !_ofLog.Contains(line);
    }

    private void Write(string text)
    {
        Any = true;
        output.Write(text);
    }

    private void WriteLine(string line)
    {
        Any = true;
        output.WriteLine(line);
    }
}
