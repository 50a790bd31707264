using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.Checks;

namespace Dkvm.HostSide.Planning;

/// <summary>From a checked specification to the launch plan.</summary>
public static class Planner
{
    public static LaunchPlan Make(
        string id, JsonObject spec, OptionValues options, MountLayout mounts, HostFacts host, KernelStore kernels, ImageTree? image = null)
    {
        var linux = spec.Object("linux");
        return new()
        {
            Version = LaunchPlan.CurrentVersion,
            ContainerId = id,
            Machine = MachinePlanner.Make(linux.Object("resources"), options, host, kernels),
            Guest = new()
            {
                Hostname = Hostname(spec, host),
                Domainname = spec.Text("domainname"),
                Mounts = mounts.Guest,
                ReadonlyRoot = spec.Object("root").Flag("readonly"),
                MaskedPaths = linux.Texts("maskedPaths"),
                ReadonlyPaths = linux.Texts("readonlyPaths"),
                Sysctls = Sysctls(linux.Object("sysctl")),
                Process = ProcessPlanner.Make(spec.Object("process")!),
            },
            ShowTimeline = options.Of(Options.Timeline),
            LogLevel = options.Of(Options.Log),
            StopTimeoutSeconds = options.Has(Options.StopTimeout) ? options.Of(Options.StopTimeout) : null,
            Settings = options.Has(Options.Hocon) ? UserSettingsFile.Read(options.Of(Options.Hocon), image!) : null,
            Warnings = [.. mounts.Warnings, .. NamespaceChecks.Warnings(spec), .. DeviceWarnings.Of(linux)],
        };
    }

    /// <summary>Without a UTS namespace (--uts host) the name is the host's.</summary>
    private static string? Hostname(JsonObject spec, HostFacts host) =>
        spec.Text("hostname") is { Length: > 0 } name ? name : NamespaceChecks.Find(spec, "uts") is null ? host.Name : null;

    private static Dictionary<string, string> Sysctls(JsonObject? sysctl) =>
        (sysctl ?? []).ToDictionary(s => s.Key, s => sysctl.Text(s.Key) ?? "");
}
