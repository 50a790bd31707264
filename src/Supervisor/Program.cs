using Akka.Actor;
using Dkvm.Actors;
using Dkvm.Actors.Guest;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Vm;
using Dkvm.ContainerSide;
using Dkvm.ContainerSide.Control;
using Dkvm.ContainerSide.Guest;
using Dkvm.ContainerSide.Network;
using Dkvm.ContainerSide.Processes;
using Dkvm.ContainerSide.Qemu;
using Dkvm.ContainerSide.Seccomp;
using Dkvm.Contract;
using Dkvm.Supervisor;
using Settings = Dkvm.Actors.Settings;

// PID 1 of the container: reads the plan, starts the actor tree, passes signals on, ends with the container's exit code.
var timeline = new Timeline(TimeProvider.System);
try
{
    var plan = Plan.Read(Paths.LaunchPlan);
    timeline.MarkAt("dkvm called", plan.CalledAt);
    timeline.Mark("container and supervisor started");
    var config = SettingsFile.Read(File.ReadAllText(Paths.Settings), plan.Settings);
    var settings = Settings.From(config, plan.StopTimeoutSeconds is { } s ? TimeSpan.FromSeconds(s) : null);

    var world = new World();
    // Beside the start of everything else: nobody needs it before QEMU runs.
    var filter = Task.Run(() => plan.Seccomp is { } profile ? SeccompCompiler.Compile(profile, interpret: plan.Machine.Accelerator == Accelerator.Tcg) : null);
    if (plan.TemplateCards is { } cards)
    {
        world.Start();
        var patience = settings.Of(plan.Machine.Accelerator == Accelerator.Kvm ? Deadline.BootKvm : Deadline.Boot);
        new TemplateMaker(world).Make(plan.Machine, cards, Paths.Templates, patience);
        return 0;
    }
    IActorRef vm = ActorRefs.Nobody;
    var guest = new GuestPort(world, TimeProvider.System, timeline, filter, resumes: plan.Machine.Checkpoint is not null);
    var outcome = new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously);
    var qemu = new QemuPort(world);
    var network = new NetworkPort(world, plan.NetworkComes, plan.Machine.Templates is null || TemplateFiles.Has(plan.Machine, cards: 1));
    var ports = new VmPorts(
        network, new VirtiofsdPort(world, plan.SysAdmin, plan.KeepCache), qemu, guest,
        Ending.Warn, end => outcome.TrySetResult(end), why => File.WriteAllText(Paths.TemplateFailed, why));

    foreach (var warning in plan.Warnings)
        Ending.Warn(warning);
    using var system = ActorSystem.Create("dkvm", config);
    using var control = new ControlServer(
        world.Loop, Paths.ControlSocket,
        ControlCommands.All(
            plan, world, qemu, guest,
            request => vm.Tell(new GuestEvent.Exec(request)), size => vm.Tell(new VmEvent.SizeAsked(size)),
            number => vm.Tell(new VmEvent.SignalAsked(number)),
            checkpoint => vm.Tell(new VmEvent.CheckpointAsked(checkpoint)), () => KernelExtras.Tree(system)),
        settings.ControlPatience);
    var log = system.ActorOf(Props.Create(() => new LogActor(plan, timeline)), "log");
    vm = system.ActorOf(Props.Create(() => new VmActor(plan, ports, settings)), "vm");
    world.Start(); // nobody is served before there is a tree to ask
    using var signals = Signals.To(vm, plan.Guest.Process.Terminal ? guest.Resized : null);
    vm.Tell(new VmEvent.Start(plan.Machine.Accelerator));

    var end = outcome.Task.GetAwaiter().GetResult();
    PostMortemFile.Write(plan.ContainerId, end, log, timeline, TimeProvider.System.GetUtcNow());
    return Ending.Report(end, plan.ShowTimeline ? timeline : null);
}
catch (Exception e)
{
    // An exception that leaves Main of PID 1 ends in SIGSEGV: the user gets words and Docker's code instead.
    return Ending.Report(new Outcome(
        ExitCode.RuntimeFailed, e as DkvmException ?? new DkvmException($"the supervisor failed: {e.Message}", where: "supervisor")));
}
finally
{
    // An engine that had half of a network in a container that is gone would not know what to undo.
    EngineHook.Await();
}
