using System.Collections.Frozen;
using System.IO.Compression;
using Dkvm.Contract;

namespace Dkvm.HostSide.Doctor;

/// <summary>What a kernel was built with; an option that its configuration does not name at all is off.</summary>
public sealed class KernelFeatures(FrozenSet<string>? on)
{
    public static readonly KernelFeatures Unknown = new(null);

    /// <summary>/proc/config.gz (CONFIG_IKCONFIG_PROC), else the file that distributions keep in /boot.</summary>
    public static KernelFeatures OfThisHost()
    {
        try
        {
            if (File.Exists("/proc/config.gz"))
            {
                using var text = new StreamReader(new GZipStream(File.OpenRead("/proc/config.gz"), CompressionMode.Decompress));
                return Parse(text.ReadToEnd().Split('\n'));
            }
            return Parse(File.ReadLines($"/boot/config-{File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Unknown;
        }
    }

    public static KernelFeatures Parse(IEnumerable<string> lines) => new(lines
        .Where(l => l.StartsWith("CONFIG_", StringComparison.Ordinal) && l[^2..] is ("=y" or "=m"))
        .Select(l => l["CONFIG_".Length..^2])
        .ToFrozenSet());

    /// <param name="option">Without CONFIG_.</param>
    /// <returns>Null where it cannot be known.</returns>
    public bool? Has(string option) => on?.Contains(option);
}
