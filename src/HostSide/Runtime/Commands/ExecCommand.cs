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
/// exec: has the process started in the VM, and has runc start dkvm-exec in the container meanwhile, which stands for it.
/// What the two need to know of each other is the connection to the supervisor, which dkvm-exec inherits through runc:
/// nothing has a name that could be left behind, and nothing of the process but its name is to be seen on the host.
/// The conversation is drawn in Protocol/Control/ExecWire.cs.
/// </summary>
public sealed class ExecCommand
{
    /// <summary>How long a supervisor that runs may take to say that a request has come; on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ParsedFlags _flags;
    private readonly ExecHandover _handover;
    private readonly ControlClient _client;

    /// <summary>Asks for the process. What is wrong with the command line comes to light before that.</summary>
    /// <exception cref="ExecFailure">The container does not run.</exception>
    public ExecCommand(Invocation invocation, RuncLog log, string run = Paths.HostRun)
    {
        _flags = invocation.Flags!;
        // Nothing that is not understood here may reach runc, which would start the process beside the supervisor.
        if (invocation.ContainerId is not { } id)
            throw new DkvmException("\"exec\" requires a minimum of 1 argument, the container's id");
        if (!ContainerFolder.IsId(id))
            throw new DkvmException($"invalid container id {id}");
        var process = ExecProcess.Read(_flags, () => OriginalProcess(id, run));
        if (_flags.Number("preserve-fds") is > 0 and var kept)
            log.Warn($"--preserve-fds: {kept} descriptors stay with dkvm-exec: they cannot cross into the VM");
        _handover = new ExecHandover(_flags, id, process);
        _client = Ask(id, Plan(process, _flags), run);
    }

    /// <summary>
    /// Detached, runc ends once dkvm-exec runs: it is a child, and works while the guest does. Else its caller signals and
    /// waits for runc: this process becomes it, once the guest has the process running.
    /// </summary>
    /// <param name="runc">The program.</param>
    /// <param name="global">The flags before "exec", as they were given.</param>
    /// <returns>The exit code; none where this process has become runc.</returns>
    /// <exception cref="ExecFailure">The process does not run.</exception>
    public int Run(string runc, IReadOnlyList<string> global)
    {
        var (gate, hold) = Descriptor.Pipe();
        var descriptors = _handover.Descriptors(_client.Descriptor, gate);
        if (_flags.Switch("detach"))
        {
            var code = RunToEnd.Run(
                runc, [.. global, .. _handover.Arguments], [.. Enumerable.Range(0, descriptors[0].To), .. descriptors.Select(d => d.From)]);
            if (code == 0)
                AwaitStart();
            else
                _client.HangUp(); // nobody stands for the process
            return code;
        }
        AwaitStart();
        Descriptor.Close(hold);
        Descriptor.Place(descriptors);
        Linux.Exec.WithArguments(runc, global.Count, _handover.Arguments);
        return 1;
    }

    /// <summary>The process as the guest is to start it.</summary>
    private static ProcessPlan Plan(JsonObject process, ParsedFlags flags) => ProcessPlanner.Make(process, InheritedLimits.OfThisProcess()) with
    {
        // Detached, runc hands down what we have; else it makes pipes of its own.
        NullStdin = !process.Flag("terminal") && flags.Switch("detach") && Stdio.IsNull(0),
    };

    private static ControlClient Ask(string id, ProcessPlan process, string run)
    {
        ControlClient? client = null;
        try
        {
            client = ControlClient.Connect(id, run);
            client.Send(ExecWire.Exec, json =>
            {
                json.WriteStartObject();
                json.WritePropertyName(ExecWire.Process);
                PlanJson.Write(json, process);
                json.WriteEndObject();
            });
            return client;
        }
        catch (DkvmException e)
        {
            client?.Dispose();
            throw ExecFailure.Of(e);
        }
    }

    private void AwaitStart()
    {
        try
        {
            _client.Next(Patience);  // it has come
            _client.Next();          // it runs: how long a boot may take is for the supervisor to bound
        }
        catch (DkvmException e)
        {
            _client.HangUp();
            throw ExecFailure.Of(e);
        }
    }

    /// <summary>The container's own process, as the user wrote it: the command-line form starts from it.</summary>
    private static JsonObject OriginalProcess(string id, string run) =>
        new ContainerFolder(id, run).Owner() is { } owner
            ? new Bundle(owner.Bundle).Read().Object("process") ?? throw new DkvmException("the container's config.json has no process")
            : throw new DkvmException($"container {id} does not exist");
}
