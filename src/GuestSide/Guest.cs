using Dkvm.Contract;
using Dkvm.GuestSide.Agent;
using Dkvm.GuestSide.Boot;
using Dkvm.GuestSide.Configuration;
using Dkvm.GuestSide.Streams;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;
using Dkvm.Protocol.Streams;

namespace Dkvm.GuestSide;

/// <summary>
/// The machine's life: boots, says hello, becomes what its plan says, runs the entrypoint, ends with it. All on one
/// thread, but for the reaper's.
/// </summary>
internal sealed class Guest : IGuest, IDisposable
{
    private readonly EventLoop _loop = new();
    private readonly Reaper _reaper = new();
    private readonly Timeline _timeline;
    private readonly InitialRoot _initial;
    private readonly KernelModules _modules;
    private readonly AgentServer _agent;
    private readonly StreamPort _streams;
    private readonly Session _entrypoint;
    private bool _configuring;
    private bool _onWorkloadRoot;
    private ShutdownMode _mode = ShutdownMode.Powerdown;
    private PowerButton? _powerButton;

    private Guest(Timeline timeline, InitialRoot initial, int agentPort, int streamPort)
    {
        (_timeline, _initial) = (timeline, initial);
        _modules = new KernelModules(initial);
        _streams = new StreamPort(_loop, streamPort);
        _entrypoint = new Session(0, _loop, _streams, _ => End());
        _agent = new AgentServer(_loop, agentPort, new AgentCommandTable(this), () => _timeline.Done("hello"));
    }

    /// <summary>From the kernel's start of init to the open ports.</summary>
    public static Guest Boot()
    {
        var timeline = new Timeline();
        timeline.Done("init");
        var initial = InitialRoot.Mount();
        var ports = VirtioPorts.Open(initial, AgentCommands.PortName, AgentCommands.StreamPortName);
        timeline.Done("ports");
        return new(timeline, initial, ports[0], ports[1]);
    }

    /// <summary>Runs until the machine is to end, and ends it.</summary>
    public void Run()
    {
        _agent.ReadNow();
        if (!_configuring)
            _modules.LoadAll(); // nobody waits yet: this is a template, or a host that comes later
        _loop.Run();
    }

    public ConfigureResult Configure(GuestPlan plan)
    {
        if (_configuring)
            throw new AgentFault("this guest is configured already");
        _configuring = true;
        _onWorkloadRoot = true;
        _timeline.Done("plan");
        var result = new Configurator(_initial, _modules, _timeline).Apply(plan, Spawn, _entrypoint);
        _loop.Post(WatchPowerButton);
        return result;
    }

    public void Shutdown(ShutdownMode mode)
    {
        _mode = mode;
        if (_entrypoint.Started)
            _entrypoint.Signal(PidFd.Sigkill); // takes all of its PID namespace with it; the end follows
        else
            End();
    }

    public void Dispose()
    {
        _powerButton?.Dispose();
        _agent.Dispose();
        _streams.Dispose();
        _loop.Dispose();
    }

    private SpawnedProcess Spawn(SpawnRequest request)
    {
        _reaper.Start();
        SpawnedProcess process = default;
        _reaper.Spawn(
            () => (process = Spawner.Start(request)).Pid,
            status => _loop.Post(() => _entrypoint.OnExit(status)));
        return process;
    }

    /// <summary>The modules for it are loaded only now, so that the workload need not wait for them.</summary>
    private void WatchPowerButton()
    {
        _modules.LoadPowerButton();
        _powerButton = new PowerButton(_initial, _loop, () => _entrypoint.Signal(PidFd.Sigterm));
    }

    private void End()
    {
        SendSignal.KillAllOthers();
        if (_onWorkloadRoot)
            RootSwitch.Undo(_initial);
        _streams.SendLast(FrameKind.Unmounted);
        switch (_mode)
        {
            case ShutdownMode.Reboot:
                Reboot.Restart();
                break;
            case ShutdownMode.Halt:
                Reboot.Halt();
                break;
            default:
                Reboot.PowerOff();
                break;
        }
    }
}
