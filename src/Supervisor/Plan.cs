using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Contract.Json;

namespace Dkvm.Supervisor;

/// <summary>Reads the launch plan.</summary>
internal static class Plan
{
    /// <exception cref="DkvmException">It cannot be read, or is of another version.</exception>
    public static LaunchPlan Read(string path)
    {
        try
        {
            var plan = PlanJson.ReadLaunchPlan(File.ReadAllBytes(path));
            if (plan.Version == LaunchPlan.CurrentVersion)
                return plan;
            throw new DkvmException(
                $"the launch plan is of version {plan.Version}, this supervisor reads {LaunchPlan.CurrentVersion}", where: path,
                remedy: "install dkvm again: its programs are of different versions");
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new DkvmException($"the launch plan cannot be read: {e.Message}", where: path, cause: e);
        }
    }
}
