using System.Text.Json;
using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.Checkpoints;
using Dkvm.HostSide.CommandLine;
using Dkvm.HostSide.Commands;
using Dkvm.HostSide.Exec;
using Dkvm.Linux;

// dkvm: prepares what has to be prepared, then becomes runc with the same arguments. docs: design, "The container".
var called = DateTimeOffset.UtcNow;
var log = new RuncLog(null, json: false);
try
{
    if (args is [PostStopCommand.Name])
    {
        PostStopCommand.Run(Input());
        return 0;
    }

    if (args is [NetworkHookCommand.Begin, .. { Length: > 1 } hook])
    {
        NetworkHookCommand.Start(Input(), hook);
        return 0;
    }

    if (args is [NetworkHookCommand.Runner, .. { Length: > 1 } itself])
    {
        NetworkHookCommand.Run(itself);
        return 0;
    }

    if (args is [RestoreCommand.ForgetName, var copy])
    {
        new CheckpointFolder(copy).ForgetCopy();
        return 0;
    }

    var invocation = Invocation.Parse(args);
    log = new RuncLog(invocation.Global);
    var runc = Executor.Find();
    if (invocation.AsksVersion)
        return VersionCommand.Run(runc);

    if (invocation is { Command: "exec", AsksHelp: false })
        return new ExecCommand(invocation, log).Run(runc, args[..^invocation.Global.Rest.Length]);
    if (invocation is { Command: "update", AsksHelp: false }
        && UpdateCommand.Run(invocation, runc, args[..^invocation.Global.Rest.Length]) is { } code)
        return code;
    if (invocation is { Command: "start", AsksHelp: false } && StartCommand.Run(invocation, runc, args[..^invocation.Global.Rest.Length]) is { } started)
        return started;
    if (invocation is { Command: "kill", AsksHelp: false } && KillCommand.Run(invocation) is { } killed)
        return killed;
    if (invocation is { Command: "checkpoint", AsksHelp: false }
        && CheckpointCommand.Run(invocation, runc, args[..^invocation.Global.Rest.Length]) is { } saved)
        return saved;
    if (!invocation.AsksHelp)
        Prepare(invocation, runc);
    if (invocation is { Command: "restore", AsksHelp: false, ContainerId: { } restored })
        Exec.WithArguments(runc, args.Length - invocation.Global.Rest.Length, RestoreCommand.AsRun(invocation.Flags!, restored));
    Exec.WithOwnArguments(runc);
    return 1;
}
catch (ExecFailure e)
{
    log.Fail(e.Message);
    return ExecFailure.ExitCode;
}
catch (DkvmException e)
{
    log.Fail(e.Render());
    return 1;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException or SpawnException or JsonException)
{
    log.Fail($"dkvm: {e.Message}");
    return 1;
}

void Prepare(Invocation invocation, string runc)
{
    switch (invocation.Command)
    {
        case "create" or "run":
            CreateCommand.Prepare(invocation, runc, log, called);
            break;
        case "restore":
            RestoreCommand.Prepare(invocation, runc, log, called);
            break;
        case "delete":
            DeleteCommand.Prepare(invocation, runc);
            break;
    }
}

static FileStream Input() => new(new Microsoft.Win32.SafeHandles.SafeFileHandle(0, ownsHandle: false), FileAccess.Read);
