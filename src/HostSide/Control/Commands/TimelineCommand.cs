using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Contract.Json;

namespace Dkvm.HostSide.Commands;

/// <summary>timeline: where a container's start-up time went, on the host, in the container and in the guest.</summary>
public static class TimelineCommand
{
    public static int Run(string id, Containers containers, bool json, TextWriter output)
    {
        var marks = Marks(id, containers);
        if (marks.Count == 0)
            throw new DkvmException("the workload has not started yet, so there is no timeline", remedy: "dkvmctl tree shows what it waits for");
        if (json)
            output.WriteLine(JsonSerializer.Serialize(marks, ReportJson.Default.IReadOnlyListTimelineMark));
        else
            output.Write(TimelineText.Draw(marks));
        return 0;
    }

    private static IReadOnlyList<TimelineMark> Marks(string id, Containers containers)
    {
        if (containers.State(id) is not { } state)
            return containers.PostMortem(id)?.Timeline ?? [];
        var file = $"{state}/{Paths.TimelineName}";
        return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), ReportJson.Default.IReadOnlyListTimelineMark) ?? [] : [];
    }
}
