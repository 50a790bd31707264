namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>The steps of a container's life at which a fault is injected, by what the supervisor's log says at that moment.</summary>
public enum Step
{
    /// <summary>The engine sets the network up meanwhile: the supervisor's first word.</summary>
    Network,

    /// <summary>virtiofsd runs.</summary>
    Root,

    /// <summary>QEMU's process was started.</summary>
    Qemu,

    /// <summary>QEMU's monitor has greeted; the guest boots.</summary>
    Boot,

    /// <summary>The guest's agent has said hello and sets the guest up.</summary>
    Hello,

    /// <summary>The entrypoint was started.</summary>
    Workload,

    /// <summary>The ordered stop has begun.</summary>
    Stop,
}

internal static class StepWords
{
    /// <summary>A part of the log's line (src/Supervisor/LogActor.cs).</summary>
    public static string Of(Step step) => step switch
    {
        Step.Network => Change("network", "Idle", "Awaiting"),
        Step.Root => Change("virtiofsd", "Idle", "Serving"),
        Step.Qemu => Change("qemu", "Idle", "Starting"),
        Step.Boot => Change("qemu", "Starting", "Booting"),
        Step.Hello => Change("guest", "Waiting", "Configuring"),
        Step.Workload => Change("vm", "Booting", "Running"),
        Step.Stop => Change("shutdown", "Idle", "PowerButton"),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private static string Change(string actor, string from, string to) => $"\"Actor\":\"{actor}\",\"From\":\"{from}\",\"To\":\"{to}\"";
}
