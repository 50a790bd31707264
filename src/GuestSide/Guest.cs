using Dkvm.Contract;
using Dkvm.GuestSide.Agent;
using Dkvm.GuestSide.Boot;
using Dkvm.GuestSide.Configuration;
using Dkvm.GuestSide.Network;
using Dkvm.GuestSide.Streams;
using Dkvm.GuestSide.Workload;
using Dkvm.Linux;
using Dkvm.Linux.Netlink;
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

    /// <summary>A machine that is emulated on a busy host takes seconds to find a card.</summary>
    private static readonly TimeSpan PatienceWithCards = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PatienceWithPowerButton = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop = new();
    private readonly Timeline _timeline;
    private readonly InitialRoot _initial;
    private readonly KernelModules _modules;
    private readonly Groundwork _groundwork;
    private readonly NetworkWorker _network;
    private readonly AgentCommandTable _commands;
    private readonly AgentServer _agent;
    private readonly StreamPort _streams;
    private readonly Session _entrypoint;
    private readonly Lock _networkChanges = new();
    private NetworkPlan _networkPlan = new();
    private bool _configuring;
    private bool _onWorkloadRoot;
    private bool _isTemplate;
    private bool _mayHaveMounted;
    private IReadOnlyList<string> _environment = [];
    private SyscallFilter? _filter;
    private ShutdownMode _mode = ShutdownMode.Powerdown;
    private PowerButton? _powerButton;
    private DnsListener? _dns;

    private Guest(Timeline timeline, InitialRoot initial, KernelModules modules, NetworkWorker network, int agentPort, int streamPort)
    {
        (_timeline, _initial, _modules, _groundwork, _network) = (timeline, initial, modules, new(initial), network);
        _streams = new StreamPort(_loop, streamPort);
        _entrypoint = new Session(0, _loop, _streams, _ => End());
        _commands = new AgentCommandTable(this, () => new StandardCommands(this, _loop, initial.Folders));
        _agent = new AgentServer(_loop, agentPort, _commands, SayHello);
        _streams.OnClock = then => Clock.SetSinceEpoch(then + Clock.SinceBoot - _commands.SynchronisedAt);
    }

    public WorkloadView? Workload => _entrypoint.Started ? new(_entrypoint.PidFd, _environment) : null;

    /// <summary>From the kernel's start of init to the open ports.</summary>
    public static Guest Boot()
    {
        var timeline = new Timeline();
        timeline.Done("init");
        var initial = InitialRoot.Mount();
        var modules = new KernelModules(initial);
        modules.LoadFirst();
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
        _filter = plan.Seccomp is { } seccomp ? new(seccomp.Program, (uint)seccomp.Flags) : null;
        _networkPlan = plan.Network;
        _entrypoint.IsInitSystem = plan.InitSystem;
        _mayHaveMounted = MayMount(plan.Process) || plan.Devices.Count > 0 || plan.Mounts.Any(DiskMount.Is);
        _timeline.Done("plan");
        var result = new Configurator(_initial, _modules, _groundwork, _network, _timeline, RelayDns, _streams.ReadNow).Apply(plan, _filter, _entrypoint);
        _loop.After(PatienceWithPowerButton, HearPowerButton);
        return result;
    }

    /// <summary>
    /// Called beside the loop, for the network may take its time. The streams are the last: what the workload then does
    /// has all of it.
    /// </summary>
    public ConfigureResult Resume(GuestPlan plan)
    {
        if (!_entrypoint.Started || !_streams.Holds)
            throw new AgentFault("this guest was not saved while its workload ran");
        EntropyPool.Add(plan.Entropy);
        ChangeNetwork(plan.Network);
        _timeline.Clear();
        _timeline.Done("resumed");
        _loop.Post(() =>
        {
            _entrypoint.SetSize(plan.Process.Rows, plan.Process.Columns);
            _streams.BeginAnew();
        });
        return new() { Kernel = HostName.Kernel().Release, Marks = _timeline.Marks };
    }

    public ExecResult Exec(uint session, ProcessPlan process)
    {
        if (!_entrypoint.Started)
            throw new AgentFault("the workload has not been started");
        if (_streams.Has(session))
            throw new AgentFault($"there is a session {session} already");
        var beside = new Session(session, _loop, _streams, s => s.Dispose());
        if (_entrypoint.IsInitSystem)
            process = InitSystem.Beside(process);
        _mayHaveMounted |= MayMount(process);
        var result = BesideEntrypoint.Start(process, _filter, _entrypoint.PidFd, beside);
        if (result.Failure is not null)
            beside.Dispose();
        return result;
    }

    public void ChangeNetwork(NetworkPlan plan)
    {
        if (!_entrypoint.Started)
            throw new AgentFault("the workload has not been started");
        lock (_networkChanges)
        {
            var before = _networkPlan;
            _groundwork.Ipv6.Set(plan.DisableIpv6);
            _networkPlan = plan; // also where not all of it can be had: what is not there is easily taken away
            using var net = new RouteNetlink();
            new GuestNetwork(net, PatienceWithCards).Change(before, plan);
        }
        _loop.Post(() =>
        {
            if (plan.RelayDns && _dns is null)
                RelayDns();
        });
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
            FirstUse.Make();
            if (Rehearsal.Prepare() is { } rehearsal)
                _agent.OnNextBytes = rehearsal.Begin;
            _groundwork.Lay();
            GenerationId.Hold(_initial);
            KernelClock.AwaitFinal(_initial);
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
        GenerationId.Release(_initial);
        _modules.LoadLater();
        _powerButton = new PowerButton(_initial, _loop, OnPowerButton);
    }

    public void Resize(int vcpus)
    {
        _modules.LoadLater();
        VcpuList.BringOnline(_initial.Folders.System, vcpus);
    }

    /// <summary>A process that has not the capability may still mount in a user namespace of its own, but nothing that holds anything back.</summary>
    private static bool MayMount(ProcessPlan process) => process.Capabilities?.Bounding.Contains("CAP_SYS_ADMIN") == true;

    private void OnPowerButton()
    {
        _commands.Thaw();
        if (_entrypoint.Started)
            _entrypoint.Signal(_entrypoint.IsInitSystem ? InitSystem.PowerOffSignal : PidFd.Sigterm);
        else
            End(); // there was nothing to run
    }

    private void End()
    {
        _commands.Thaw();
        SendSignal.KillAllOthers();
        if (_onWorkloadRoot && _mayHaveMounted)
            _groundwork.Root.Undo();
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
