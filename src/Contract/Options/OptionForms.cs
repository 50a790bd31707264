using System.Globalization;

namespace Dkvm.Contract;

/// <summary>How the values of options are read. Each throws <see cref="FormatException"/> with what is wrong.</summary>
public static class OptionForms
{
    /// <summary>The least memory that a VM with the package's kernel boots in, in MiB.</summary>
    public const int LeastMemoryMiB = 64;

    /// <summary>In MiB: 4 TiB.</summary>
    public const int MostMemoryMiB = 4 * 1024 * 1024;

    /// <summary>QEMU's q35 machine without an interrupt remapping unit: APIC ids of 8 bits.</summary>
    public const int MostVcpus = 255;

    public static bool CacheIsKept(string value) => value switch
    {
        "auto" => false,
        "always" => true,
        _ => throw new FormatException("neither auto nor always"),
    };

    public static Accelerator Accelerator(string value) => value switch
    {
        "auto" => Contract.Accelerator.Auto,
        "kvm" => Contract.Accelerator.Kvm,
        "tcg" => Contract.Accelerator.Tcg,
        _ => throw new FormatException("no such accelerator"),
    };

    public static StartKind Start(string value) => value switch
    {
        "auto" => StartKind.Auto,
        "cold" => StartKind.Cold,
        "warm" => StartKind.Warm,
        _ => throw new FormatException("no such start"),
    };

    public static bool Switch(string value) => value switch
    {
        "1" or "true" or "yes" or "on" => true,
        "0" or "false" or "no" or "off" => false,
        _ => throw new FormatException("neither on nor off"),
    };

    public static string LogLevel(string value) =>
        value is "debug" or "information" or "warning" or "error" ? value : throw new FormatException("no such level");

    public static int Vcpus(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostVcpus
            ? count
            : throw new FormatException($"not a number from 1 to {MostVcpus}");

    public static int StopSeconds(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 86400
            ? seconds
            : throw new FormatException("not a number from 1 to 86400");

    public static string AbsolutePath(string value) =>
        value.StartsWith('/') && !value.Any(char.IsControl) ? value : throw new FormatException("not an absolute path");

    /// <summary>A size as Docker writes it, in bytes: a number with b, k, m, g or t (bytes where there is none).</summary>
    public static UInt128 Bytes(string value)
    {
        var digits = value.TrimEnd([.. "bBkKmMgGtTi"]);
        var unit = value[digits.Length..].ToLowerInvariant();
        var shift = unit switch
        {
            "" or "b" => 0,
            "k" or "kb" or "kib" => 10,
            "m" or "mb" or "mib" => 20,
            "g" or "gb" or "gib" => 30,
            "t" or "tb" or "tib" => 40,
            _ => throw new FormatException("not a size"),
        };
        if (!ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new FormatException("not a size");
        return (UInt128)number << shift;
    }

    /// <summary>A VM's memory, written as <see cref="Bytes"/>.</summary>
    public static int Mebibytes(string value)
    {
        var mebibytes = Bytes(value) >> 20;
        if (mebibytes < LeastMemoryMiB)
            throw new FormatException($"less than {LeastMemoryMiB}m, in which no kernel boots");
        return mebibytes <= MostMemoryMiB ? (int)mebibytes : throw new FormatException("more than any machine has");
    }

    /// <summary>In bytes.</summary>
    public static long Size(string value) =>
        Bytes(value) is var bytes && bytes > 0 && bytes <= long.MaxValue ? (long)bytes : throw new FormatException("not a size that can be");

    public static CgroupVersion Cgroups(string value) => value switch
    {
        "1" => CgroupVersion.One,
        "2" => CgroupVersion.Two,
        "hybrid" => CgroupVersion.Hybrid,
        "none" => CgroupVersion.None,
        _ => throw new FormatException("no such control groups"),
    };

    public static string KernelArguments(string value) =>
        value.Any(char.IsControl) ? throw new FormatException("has control characters") : value.Trim();
}
