using Dkvm.Contract;
using Dkvm.HostSide.Checkpoints;
using Dkvm.HostSide.CommandLine;
using Dkvm.HostSide.Planning;

namespace Dkvm.HostSide.Commands;

/// <summary>restore: a container whose VM goes on from a checkpoint. To runc it is one that runs: "run" with the same flags.</summary>
public static class RestoreCommand
{
    /// <summary>The hook that forgets containerd's copy once the VM has it: no command of runc's, and none that a user types.</summary>
    public const string ForgetName = "dkvm-forget-checkpoint";

    private static readonly string[] Values = ["bundle", "console-socket", "pid-file", "preserve-fds", "pidfd-socket"];
    private static readonly string[] Switches = ["detach", "no-subreaper", "no-pivot"];

    public static void Prepare(Invocation invocation, string executor, RuncLog log, DateTimeOffset called)
    {
        var checkpoint = CheckpointFolder.Of(invocation.Flags?.Value("image-path"));
        try
        {
            CreateCommand.Prepare(invocation, executor, log, called, checkpoint);
        }
        catch
        {
            checkpoint.ForgetCopy();
            throw;
        }
    }

    /// <summary>What runc is to be asked instead.</summary>
    public static IReadOnlyList<string> AsRun(ParsedFlags flags, string id) =>
    [
        "run",
        .. from name in Values let value = flags.Value(name) where value is not null select $"--{name}={value}",
        .. from name in Switches where flags.Switch(name) select $"--{name}",
        id,
    ];

    /// <summary>The plan of a container that starts, as one of a container that goes on.</summary>
    /// <exception cref="DkvmException">There is no checkpoint, or it is of a machine that this container cannot be.</exception>
    public static LaunchPlan GoOn(LaunchPlan plan, CheckpointFolder checkpoint, Package package)
    {
        var header = checkpoint.Read();
        if (header.Mismatch(plan, package) is { } why)
            throw new DkvmException(
                $"this container cannot go on from the checkpoint: {why}", remedy: "start it without: docker start, leaving --checkpoint out");
        return plan with
        {
            Machine = plan.Machine with
            {
                Accelerator = header.Accelerator, Templates = null, WarmOnly = false, Checkpoint = new(Paths.CheckpointMachine, Paths.CheckpointMemory, header.Cards),
            },
        };
    }
}
