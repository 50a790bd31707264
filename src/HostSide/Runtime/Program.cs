using System.Text.Json;
using Dkvm.Contract;
using Dkvm.HostSide;
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
        PostStopCommand.Run(new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(0, ownsHandle: false), FileAccess.Read));
        return 0;
    }

    var invocation = Invocation.Parse(args);
    log = new RuncLog(invocation.Global);
    var runc = Executor.Find();
    if (invocation.AsksVersion)
        return VersionCommand.Run(runc);

    if (invocation is { Command: "exec", AsksHelp: false })
        return new ExecCommand(invocation, log).Run(runc, args[..^invocation.Global.Rest.Length]);
    if (!invocation.AsksHelp)
        Prepare(invocation, runc);
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
        case "create" or "run" or "restore":
            CreateCommand.Prepare(invocation, runc, log, called);
            break;
        case "delete":
            DeleteCommand.Prepare(invocation, runc);
            break;
    }
}
