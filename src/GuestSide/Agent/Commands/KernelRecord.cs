using System.Buffers.Text;
using System.Text;

namespace Dkvm.GuestSide.Agent;

/// <summary>
/// A record as /dev/kmsg has it (Documentation/ABI/testing/dev-kmsg): "6,339,5140900,-;text", then lines about its device.
/// </summary>
/// <param name="Number">Each has the next.</param>
/// <param name="Microseconds">Since the kernel's start.</param>
/// <param name="Text">May have several lines.</param>
internal sealed record KernelRecord(long Number, long Microseconds, string Text)
{
    private const long Second = 1_000_000;

    /// <returns>Null where it is none.</returns>
    public static KernelRecord? Parse(ReadOnlySpan<byte> record)
    {
        var semicolon = record.IndexOf((byte)';');
        if (semicolon < 0)
            return null;
        var head = record[..semicolon];
        return Next(ref head) is null || Next(ref head) is not { } number || Next(ref head) is not { } time
            ? null
            : new(number, time, Unescape(record[(semicolon + 1)..]));
    }

    /// <summary>As dmesg(1) and the console show it: each line with the time.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var line in Text.Split('\n'))
            yield return $"[{Microseconds / Second,5}.{Microseconds % Second:000000}] {line}";
    }

    private static long? Next(ref ReadOnlySpan<byte> head)
    {
        var comma = head.IndexOf((byte)',');
        var field = comma < 0 ? head : head[..comma];
        head = comma < 0 ? default : head[(comma + 1)..];
        return Utf8Parser.TryParse(field, out long value, out var used) && used == field.Length ? value : null;
    }

    /// <summary>To the text's end, with \xHH as the byte that it stands for.</summary>
    private static string Unescape(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf((byte)'\n') is >= 0 and var end)
            text = text[..end];
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\\' && i + 3 < text.Length && text[i + 1] == 'x' && Utf8Parser.TryParse(text[(i + 2)..(i + 4)], out byte value, out var used, 'x') && used == 2)
            {
                bytes[length++] = value;
                i += 3;
            }
            else
                bytes[length++] = text[i];
        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
