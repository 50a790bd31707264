using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.HostSide.CommandLine;
using Dkvm.HostSide.Exec;
using Dkvm.HostSide.Planning;
using Dkvm.Linux;
using Dkvm.Protocol.Control;

namespace Dkvm.HostSide.Commands;

/// <summary>
/// exec: has the process started in the VM, and then has runc start dkvm-exec in the container, which stands for it. What
/// the two need to know of each other is the connection to the supervisor, which dkvm-exec inherits through runc: nothing
/// has a name that could be left behind, and nothing of the process but its name is to be seen on the host.
/// The conversation is drawn in Protocol/Control/ExecWire.cs.
/// </summary>
public static class ExecCommand
{
    /// <summary>How long a supervisor that runs may take to say that a request has come; on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <returns>What follows the global flags on runc's command line.</returns>
    /// <exception cref="ExecFailure">The process does not run.</exception>
    public static IReadOnlyList<string> Prepare(Invocation invocation, RuncLog log, string run = Paths.HostRun)
    {
        var flags = invocation.Flags!;
        // Nothing that is not understood here may reach runc, which would start the process beside the supervisor.
        if (invocation.ContainerId is not { } id)
            throw new DkvmException("\"exec\" requires a minimum of 1 argument, the container's id");
        if (!ContainerFolder.IsId(id))
            throw new DkvmException($"invalid container id {id}");
        var process = ExecProcess.Read(flags, () => OriginalProcess(id, run));
        if (flags.Number("preserve-fds") is > 0 and var kept)
            log.Warn($"--preserve-fds: {kept} descriptors stay with dkvm-exec: they cannot cross into the VM");
        var socket = Start(id, Plan(process, flags), run);
        return new ExecHandover(flags, id).Arguments(process, socket);
    }

    /// <summary>The process as the guest is to start it.</summary>
    private static ProcessPlan Plan(JsonObject process, ParsedFlags flags) => ProcessPlanner.Make(process) with
    {
        // Detached, runc hands down what we have; else it makes pipes of its own.
        NullStdin = !process.Flag("terminal") && flags.Switch("detach") && Stdio.IsNull(0),
    };

    /// <returns>The connection, on which the process is running.</returns>
    private static int Start(string id, ProcessPlan process, string run)
    {
        var client = ControlClient.Connect(id, run);
        try
        {
            client.Send(ExecWire.Exec, json =>
            {
                json.WriteStartObject();
                json.WritePropertyName(ExecWire.Process);
                PlanJson.Write(json, process);
                json.WriteEndObject();
            });
            client.Next(Patience);  // it has come
            client.Next();          // it runs: how long a boot may take is for the supervisor to bound
            return client.Descriptor;
        }
        catch (DkvmException e)
        {
            client.Dispose();
            throw ExecFailure.Of(e);
        }
    }

    /// <summary>The container's own process, as the user wrote it: the command-line form starts from it.</summary>
    private static JsonObject OriginalProcess(string id, string run) =>
        new ContainerFolder(id, run).Owner() is { } owner
            ? new Bundle(owner.Bundle).Read().Object("process") ?? throw new DkvmException("the container's config.json has no process")
            : throw new DkvmException($"container {id} does not exist");
}
