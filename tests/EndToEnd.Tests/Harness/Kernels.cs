using System.Text.Json.Nodes;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>Whose kernel is which.</summary>
internal static class Kernels
{
    public static string Host { get; } = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    /// <summary>The package's default kernel, as version.json names it.</summary>
    public static string Guest { get; } =
        (string)JsonNode.Parse(File.ReadAllText($"{Repository.Package}/version.json"))!["kernel"]!;

    public static string Of(string runtime) => runtime == Runtime.Dkvm ? Guest : Host;
}
