using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>Values as numbers, switches, durations and sizes.</summary>
public partial class HoconValue
{
    /// <exception cref="HoconException">Not on, off, true, false, yes or no.</exception>
    public bool GetBoolean() => GetString() switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" or "" or null => false,
        _ => throw Wrong("on or off, true or false, yes or no"),
    };

    public int GetInt() => Number("a whole number", static t => int.Parse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    public long GetLong() => Number("a whole number", static t => long.Parse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    public byte GetByte() => Number("a whole number from 0 to 255", static t => byte.Parse(t, NumberStyles.None, CultureInfo.InvariantCulture));

    public double GetDouble() => Number("a number", static t => double.Parse(t, NumberStyles.Float, CultureInfo.InvariantCulture));

    public float GetFloat() => Number("a number", static t => float.Parse(t, NumberStyles.Float, CultureInfo.InvariantCulture));

    public decimal GetDecimal() => Number("a number", static t => decimal.Parse(t, NumberStyles.Float, CultureInfo.InvariantCulture));

    public IList<bool> GetBooleanList() => List(static v => v.GetBoolean());

    public IList<int> GetIntList() => List(static v => v.GetInt());

    public IList<long> GetLongList() => List(static v => v.GetLong());

    public IList<byte> GetByteList() => List(static v => v.GetByte());

    public IList<double> GetDoubleList() => List(static v => v.GetDouble());

    public IList<float> GetFloatList() => List(static v => v.GetFloat());

    public IList<decimal> GetDecimalList() => List(static v => v.GetDecimal());

    public IList<string> GetStringList() => List(static v => v.GetString());

    /// <summary>A number with a unit from ns to d; without one, milliseconds. "infinite" is Timeout.InfiniteTimeSpan.</summary>
    public TimeSpan GetTimeSpan(bool allowInfinite = true)
    {
        const string expected = "a duration such as 200 ms, 10 s, 5 m, 1 h or 2 d";
        var text = GetString();
        if (text is null) throw Wrong(expected);
        if (allowInfinite && text.Trim().Equals("infinite", StringComparison.OrdinalIgnoreCase)) return Timeout.InfiniteTimeSpan;
        var (number, unit) = SplitUnit(text, expected);
        double? ticks = unit switch
        {
            "" or "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
            "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds" => TimeSpan.TicksPerMillisecond / 1e6,
            "us" or "micro" or "micros" or "microsecond" or "microseconds" => TimeSpan.TicksPerMillisecond / 1e3,
            "s" or "second" or "seconds" => TimeSpan.TicksPerSecond,
            "m" or "min" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
            "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
            "d" or "day" or "days" => TimeSpan.TicksPerDay,
            _ => null,
        };
        if (ticks is not { } perUnit || number < 0 || number * perUnit > TimeSpan.MaxValue.Ticks) throw Wrong(expected);
        return new TimeSpan((long)Math.Round(number * perUnit));
    }

    /// <summary>Bytes. KiB, MiB, … and their one-letter forms count by 1024, kB, MB, … by 1000.</summary>
    public long? GetByteSize()
    {
        const string expected = "a size such as 512, 64 kB, 64 KiB, 10m or 2 GiB";
        var text = GetString();
        if (text is null) return null;
        var (number, unit) = SplitUnit(text, expected);
        var size = number * (unit.Length == 0 ? 1 : Multiplier(unit) ?? throw Wrong(expected));
        if (size < 0 || size > long.MaxValue) throw Wrong(expected);
        return (long)size;
    }

    private static double? Multiplier(string unit)
    {
        if (unit is "b" or "B" or "byte" or "bytes") return 1;
        var power = "kmgtpe".IndexOf(char.ToLowerInvariant(unit[0])) + 1;
        if (power == 0) return null;
        return unit[1..].ToLowerInvariant() switch
        {
            "" or "i" or "ib" => Math.Pow(1024, power),
            "b" => Math.Pow(1000, power),
            var rest when rest == Decimal(power) || rest == Decimal(power) + "s" => Math.Pow(1000, power),
            var rest when rest == Binary(power) || rest == Binary(power) + "s" => Math.Pow(1024, power),
            _ => null,
        };

        static string Decimal(int power) => power switch { 1 => "ilobyte", 2 => "egabyte", 3 => "igabyte", 4 => "erabyte", 5 => "etabyte", _ => "xabyte" };
        static string Binary(int power) => power switch { 1 => "ibibyte", 2 => "ebibyte", 3 => "ibibyte", 4 => "ebibyte", 5 => "ebibyte", _ => "xbibyte" };
    }

    private (double Number, string Unit) SplitUnit(string text, string expected)
    {
        text = text.Trim();
        var end = text.Length;
        while (end > 0 && (char.IsAsciiLetter(text[end - 1]) || text[end - 1] == 'µ')) end--;
        return double.TryParse(text.AsSpan(0, end).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? (number, text[end..])
            : throw Wrong(expected);
    }

    private T Number<T>(string expected, Func<string, T> parse)
    {
        try
        {
            return GetString() is { } text ? parse(text.Trim()) : throw Wrong(expected);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw Wrong(expected, e);
        }
    }

    private IList<T> List<T>(Func<HoconValue, T> read) => [.. GetArray().Select(read)];
}
