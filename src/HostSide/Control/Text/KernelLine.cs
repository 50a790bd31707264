using System.Globalization;
using System.Text.RegularExpressions;

namespace Dkvm.HostSide;

/// <summary>A line of the kernel's as the console and dmesg(1) show it: <c>[    3.141592] text</c>.</summary>
public static partial class KernelLine
{
    /// <returns>Its time since the kernel's start in microseconds; null where it is no such line.</returns>
    public static long? TimeOf(string line) =>
        Form().Match(line) is { Success: true } match
        && long.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var seconds)
        && long.TryParse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out var micro)
            ? seconds * 1_000_000 + micro
            : null;

    /// <summary>It may become one when more of it comes.</summary>
    public static bool MayBegin(string start) => start.StartsWith('[');

    [GeneratedRegex(@"^\[ *(\d{1,9})\.(\d{6})\] ", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
