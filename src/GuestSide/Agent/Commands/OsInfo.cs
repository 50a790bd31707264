using System.Text.Json;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Agent;

/// <summary>The answer to guest-get-osinfo: the kernel's names, and the image's from os-release(5) where it has them.</summary>
internal static class OsInfo
{
    private static readonly (string Field, string Variable)[] FromRelease =
    [
        ("id", "ID"), ("name", "NAME"), ("pretty-name", "PRETTY_NAME"), ("version", "VERSION"), ("version-id", "VERSION_ID"),
    ];

    public static void Write(Utf8JsonWriter writer)
    {
        var (release, version, machine) = HostName.Kernel();
        var file = SmallFile.TryRead("/etc/os-release") ?? SmallFile.TryRead("/usr/lib/os-release") ?? "";
        writer.WriteStartObject();
        writer.WriteString("kernel-release"u8, release);
        writer.WriteString("kernel-version"u8, version);
        writer.WriteString("machine"u8, machine);
        foreach (var (field, variable) in FromRelease)
            if (ValueOf(file, variable) is { } value)
                writer.WriteString(field, value);
        writer.WriteEndObject();
    }

    private static string? ValueOf(string file, string variable)
    {
        foreach (var line in file.Split('\n'))
            if (line.StartsWith(variable + "=", StringComparison.Ordinal))
                return line[(variable.Length + 1)..].Trim().Trim('"', '\'');
        return null;
    }
}
