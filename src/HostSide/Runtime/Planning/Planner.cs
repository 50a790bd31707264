using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.Checks;

namespace Dkvm.HostSide.Planning;

/// <summary>From a checked specification to the launch plan.</summary>
public static class Planner
{
    public static LaunchPlan Make(
        string id, JsonObject spec, OptionValues options, MountLayout mounts, HostFacts host, KernelPlanner kernel, ImageTree? image = null)
    {
        var linux = spec.Object("linux");
        var devices = DevicePlanner.Make(linux, HostFacts.IsReadOnlyDisk);
        var plan = new LaunchPlan
        {
            Version = LaunchPlan.CurrentVersion,
            ContainerId = id,
            Machine = MachinePlanner.Make(linux.Object("resources"), options, host, kernel) with { Disks = devices.ForMachine },
            Guest = new()
            {
                Hostname = Hostname(spec, host),
                Domainname = spec.Text("domainname"),
                Mounts = KernelMounts.Make(mounts.Guest, options),
                Devices = devices.ForGuest,
                ReadonlyRoot = spec.Object("root").Flag("readonly"),
                MaskedPaths = linux.Texts("maskedPaths"),
                ReadonlyPaths = linux.Texts("readonlyPaths"),
                Sysctls = Sysctls(linux.Object("sysctl")),
                Process = ProcessPlanner.Make(spec.Object("process")!, host.Limits),
            },
            Seccomp = SeccompPlanner.Make(linux.Object("seccomp")),
            ShowTimeline = options.Of(Options.Timeline),
            LogLevel = options.Of(Options.Log),
            SysAdmin = options.Of(Options.SysAdmin),
            KeepCache = options.Of(Options.Cache),
            StopTimeoutSeconds = options.Has(Options.StopTimeout) ? options.Of(Options.StopTimeout) : null,
            Settings = options.Has(Options.Hocon) ? UserSettingsFile.Read(options.Of(Options.Hocon), image!) : null,
            Warnings = [.. mounts.Warnings, .. NamespaceChecks.Warnings(spec), .. devices.Warnings, .. kernel.Warning is { } warning ? [warning] : (string[])[]],
        };
        return InitSystem.Is(plan.Guest.Process, image) ? InitSystem.Machine(plan) : plan;
    }

    /// <summary>Without a UTS namespace (--uts host) the name is the host's.</summary>
    private static string? Hostname(JsonObject spec, HostFacts host) =>
        spec.Text("hostname") is { Length: > 0 } name ? name : NamespaceChecks.Find(spec, "uts") is null ? host.Name : null;

    private static Dictionary<string, string> Sysctls(JsonObject? sysctl) =>
        (sysctl ?? []).ToDictionary(s => s.Key, s => sysctl.Text(s.Key) ?? "");
}
