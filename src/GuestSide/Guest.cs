using Dkvm.Contract;
using Dkvm.GuestSide.Agent;
using Dkvm.GuestSide.Boot;
using Dkvm.GuestSide.Configuration;
using Dkvm.GuestSide.Network;
using Dkvm.GuestSide.Streams;
using Dkvm.GuestSide.Workload;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;
using Dkvm.Protocol.Streams;

namespace Dkvm.GuestSide;

/// <summary>
/// The machine's life: boots, says hello, becomes what its plan says, runs the entrypoint, ends with it. All on one
/// thread, except that the network is set up beside it. There is no reaper of strangers: an orphan of the workload falls to the first process of its PID namespace.
/// </summary>
internal sealed class Guest : IGuest, IDisposable
{
    /// <summary>Longer than a resolver waits for an answer, resolv.conf(5) "timeout" and "attempts".</summary>
    private static readonly TimeSpan DnsLifetime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PatienceWithPowerButton = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop = new();
    private readonly Timeline _timeline;
    private readonly InitialRoot _initial;
    private readonly KernelModules _modules;
    private readonly NetworkWorker _network;
    private readonly AgentCommandTable _commands;
    private readonly AgentServer _agent;
    private readonly StreamPort _streams;
    private readonly Session _entrypoint;
    private bool _configuring;
    private bool _onWorkloadRoot;
    private bool _isTemplate;
    private IReadOnlyList<string> _environment = [];
    private ShutdownMode _mode = ShutdownMode.Powerdown;
    private PowerButton? _powerButton;
    private DnsListener? _dns;

    private Guest(Timeline timeline, InitialRoot initial, KernelModules modules, NetworkWorker network, int agentPort, int streamPort)
    {
        (_timeline, _initial, _modules, _network) = (timeline, initial, modules, network);
        _streams = new StreamPort(_loop, streamPort);
        _entrypoint = new Session(0, _loop, _streams, _ => End());
        _commands = new AgentCommandTable(this, () => new StandardCommands(this, _loop, initial.Folders));
        _agent = new AgentServer(_loop, agentPort, _commands, SayHello);
    }

    public WorkloadView? Workload => _entrypoint.Started ? new(_entrypoint.PidFd, _environment) : null;

    /// <summary>From the kernel's start of init to the open ports.</summary>
    public static Guest Boot()
    {
        var timeline = new Timeline();
        timeline.Done("init");
        var initial = InitialRoot.Mount();
        var modules = new KernelModules(initial);
        var network = new NetworkWorker(modules);
        var ports = VirtioPorts.Open(initial, AgentCommands.PortName, AgentCommands.StreamPortName);
        timeline.Done("ports");
        return new(timeline, initial, modules, network, ports[0], ports[1]);
    }

    /// <summary>Runs until the machine is to end, and ends it.</summary>
    public void Run()
    {
        _agent.ReadNow();
        if (!_configuring)
            _modules.LoadAll(); // nobody waits yet
        _loop.Run();
    }

    public ConfigureResult Configure(GuestPlan plan)
    {
        if (_configuring)
            throw new AgentFault("this guest is configured already");
        _configuring = true;
        _onWorkloadRoot = true;
        if (_isTemplate)
            _timeline.Clear();
        _environment = plan.Process.Env;
        _timeline.Done("plan");
        var result = new Configurator(_initial, _network, _timeline, RelayDns).Apply(plan, _entrypoint);
        _loop.After(PatienceWithPowerButton, HearPowerButton);
        return result;
    }

    public ExecResult Exec(uint session, ProcessPlan process)
    {
        if (!_entrypoint.Started)
            throw new AgentFault("the workload has not been started");
        if (_streams.Has(session))
            throw new AgentFault($"there is a session {session} already");
        var beside = new Session(session, _loop, _streams, s => s.Dispose());
        var result = BesideEntrypoint.Start(process, _entrypoint.PidFd, beside);
        if (result.Failure is not null)
            beside.Dispose();
        return result;
    }

    public void Shutdown(ShutdownMode mode)
    {
        _mode = mode;
        _commands.Thaw(); // what waits for a frozen file system cannot even be killed
        if (_entrypoint.Started)
            _entrypoint.Signal(PidFd.Sigkill); // takes all of its PID namespace with it; the end follows
        else
            End();
    }

    public void Dispose()
    {
        _powerButton?.Dispose();
        _dns?.Dispose();
        _agent.Dispose();
        _streams.Dispose();
        _loop.Dispose();
    }

    /// <summary>
    /// Where no plan has come yet, this is to become a template: what all machines need is loaded before it is saved.
    /// </summary>
    private void SayHello(bool planCame)
    {
        _isTemplate = !planCame;
        if (_isTemplate)
        {
            _modules.LoadAll();
            Loopback.Raise();
        }
        _timeline.Done("hello");
    }

    private void RelayDns()
    {
        _dns = new DnsListener(_loop, (channel, number, question) => _streams.Send(FrameKind.Dns, channel, number, question), DnsLifetime);
        _streams.OnDnsAnswer = (number, answer) => _dns.Answer(number, answer.Span);
    }

    /// <summary>
    /// The modules for it are loaded only when the host asks, which it does before it presses, or when the workload has
    /// had its first second: a short one is over before that, and need not wait for them.
    /// </summary>
    public void HearPowerButton()
    {
        if (!_configuring || _powerButton is not null)
            return;
        _modules.LoadPowerButton();
        _powerButton = new PowerButton(_initial, _loop, OnPowerButton);
    }

    private void OnPowerButton()
    {
        _commands.Thaw();
        if (_entrypoint.Started)
            _entrypoint.Signal(PidFd.Sigterm);
        else
            End(); // there was nothing to run
    }

    private void End()
    {
        _commands.Thaw();
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
