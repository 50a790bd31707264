using System.CommandLine;
using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.Commands;
using Dkvm.HostSide.Docker;
using Dkvm.HostSide.Templates;
using Dkvm.Linux;

// dkvmctl: the operator's tool.
var (output, errors) = (StandardStreams.Output(), StandardStreams.Errors());
var config = Place("--docker-config", "dockerd's configuration file", DaemonConfig.DefaultFile);
var socket = Place("--socket", "the Docker Engine's socket", Engine.DefaultSocket);
var pidFile = Place("--pid-file", "dockerd's pid file", DaemonProcess.DefaultPidFile);
var json = new System.CommandLine.Option<bool>("--json") { Description = "for programs" };
var markdown = new System.CommandLine.Option<bool>("--markdown") { Description = "as docs/options.md has it" };

DockerPlaces Places(ParseResult parsed) => new(parsed.GetValue(config)!, parsed.GetValue(socket)!, parsed.GetValue(pidFile)!);

var install = new Command("install", "Registers the runtime dkvm with Docker and reloads the daemon, without a restart")
{
    config, socket, pidFile,
};
install.SetAction((parsed, _) => Guarded(async () =>
{
    var code = await InstallCommand.Install(Places(parsed), Console.Out);
    TemplateCommand.Prune(PruningRules.Default, Console.Out); // those of the package that was here before
    TemplateCommand.BuildDefault(Console.Out);
    return code;
}));

var uninstall = new Command("uninstall", "Undoes install") { config, socket, pidFile };
uninstall.SetAction((parsed, _) => Guarded(async () =>
{
    var code = await InstallCommand.Uninstall(Places(parsed), Console.Out);
    TemplateCommand.Prune(rules: null, Console.Out);
    return code;
}));

var doctor = new Command("doctor", "Checks the host and says how to mend each finding") { config, socket, pidFile, json };
doctor.SetAction((parsed, _) => Guarded(() => DoctorCommand.Run(Places(parsed), parsed.GetValue(json), Console.Out)));

var ps = new Command("ps", "Lists the VMs") { socket, json };
ps.SetAction((parsed, _) => Guarded(async () =>
{
    using var engine = new Engine(parsed.GetValue(socket)!);
    return await PsCommand.Run(engine, parsed.GetValue(json), output);
}));

var template = TemplateCommand.Describe(run => Guarded(() =>
{
    run();
    return Task.FromResult(0);
}).GetAwaiter().GetResult());

var kernel = KernelCommand.Describe(run => Guarded(() =>
{
    run();
    return Task.FromResult(0);
}).GetAwaiter().GetResult());

var container = new Argument<string>("container") { Description = "its name, or its id, or as much of that as no other has" };
var tree = OfContainer("tree", "Draws a VM's actors: state, restarts, last failure", [json], (id, parsed) => TreeCommand.Run(id, parsed.GetValue(json), output));
var timeline = OfContainer(
    "timeline", "Draws where a VM's start-up time went", [json], (id, parsed) => TimelineCommand.Run(id, new(), parsed.GetValue(json), output));
var logs = OfContainer(
    "logs", "Shows what a VM's actors did, also of one that failed", [json], (id, parsed) => LogsCommand.Run(id, new(), parsed.GetValue(json), output));
var top = OfContainer(
    "top", "Shows the processes in a VM", [json],
    (id, parsed) => TopCommand.Run(id, parsed.GetValue(json), Terminal.Size(1) is { Columns: > 0 and var columns } ? columns : null, output));

var follow = new System.CommandLine.Option<bool>("--follow", "-f") { Description = "goes on until the VM ends" };
var console = OfContainer(
    "console", "Shows a VM's serial console and its kernel's log, also of one that failed", [follow],
    (id, parsed) => ConsoleCommand.Run(id, new(), parsed.GetValue(follow), output, errors));

var monitorCommand = new Argument<string[]>("command")
{
    Description = "such as \"info registers\"; without, those that come on stdin, until quit", Arity = ArgumentArity.ZeroOrMore,
};
var monitor = OfContainer("monitor", "Gives commands to the monitor of a VM's QEMU", [monitorCommand], (id, parsed) =>
{
    var qemu = new MonitorCommand(id, output, errors);
    if (parsed.GetValue(monitorCommand) is { Length: > 0 } words)
        return qemu.Run(string.Join(' ', words));
    using var input = StandardStreams.Input();
    return qemu.Converse(input, atTerminal: Terminal.IsTerminal(0) && Terminal.IsTerminal(1));
});

var command = new Argument<string>("command") { Description = "JSON, such as '{\"execute\": \"guest-get-osinfo\"}'" };
var timeout = new System.CommandLine.Option<double>("--timeout")
{
    Description = "seconds to wait for the guest and its answer", DefaultValueFactory = _ => AgentCommand.Patience.TotalSeconds,
};
var agent = new Command("agent", "Gives a command of the QEMU Guest Agent protocol to a VM, and prints the answer") { container, command, timeout, socket };
agent.SetAction((parsed, _) => Guarded(() => AgentCommand.Run(
    parsed.GetValue(container)!, parsed.GetValue(command)!, TimeSpan.FromSeconds(parsed.GetValue(timeout)), parsed.GetValue(socket)!), ExitCode.RuntimeFailed));

var options = new Command("options", "Describes the options of docker run -e DKVM_…") { markdown };
options.SetAction(parsed => Console.Out.Write(parsed.GetValue(markdown) ? OptionsDocument.Markdown() : OptionsDocument.Plain()));

var root = new RootCommand("Containers in virtual machines: docker run --runtime=dkvm")
{
    install, uninstall, doctor, ps, top, tree, timeline, logs, console, monitor, agent, template, kernel, options,
};
return await root.Parse(args).InvokeAsync();

Command OfContainer(string name, string description, Symbol[] more, Func<string, ParseResult, int> run)
{
    var command = new Command(name, description) { container, socket };
    foreach (var symbol in more)
        if (symbol is Argument argument)
            command.Add(argument);
        else if (symbol is System.CommandLine.Option option)
            command.Add(option);
    command.SetAction((parsed, _) => Guarded(async () =>
    {
        using var engine = new Engine(parsed.GetValue(socket)!);
        return run(await new ContainerFinder(engine, postMortems: Paths.HostPostMortems).Find(parsed.GetValue(container)!), parsed);
    }));
    return command;
}

static System.CommandLine.Option<string> Place(string name, string description, string fallback) =>
    new(name) { Description = description, DefaultValueFactory = _ => fallback };

async Task<int> Guarded(Func<Task<int>> run, int failed = 1)
{
    try
    {
        var code = await run();
        output.Flush();
        return code;
    }
    catch (DkvmException e)
    {
        errors.WriteLine(e.Render());
    }
    catch (ReaderGoneException)
    {
        // As other programs end by SIGPIPE, which .NET ignores.
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException)
    {
        errors.WriteLine($"dkvm: {e.Message}");
    }
    return failed;
}
