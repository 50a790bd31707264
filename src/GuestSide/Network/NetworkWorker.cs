using Dkvm.Contract;
using Dkvm.GuestSide.Boot;
using Dkvm.Linux;
using Dkvm.Linux.Netlink;

namespace Dkvm.GuestSide.Network;

/// <summary>
/// Sets up the network cards on a thread of its own, from the machine's first moment: the driver's probing and the links take
/// longer than everything else before the entrypoint, and need nothing of it.
/// </summary>
internal sealed class NetworkWorker
{
    private static readonly TimeSpan PatienceWithCards = TimeSpan.FromSeconds(5);

    private readonly Starter _planned = new();
    private readonly Thread _thread;
    private NetworkPlan? _plan;
    private Exception? _failure;
    private long _ready;

    /// <param name="modules">Those of the network are loaded at once.</param>
    public NetworkWorker(KernelModules modules)
    {
        _thread = new Thread(() => Work(modules)) { IsBackground = true, Name = "network" };
        _thread.Start();
    }

    /// <summary>When the drivers were there, in nanoseconds since the kernel started; 0 before that.</summary>
    public long Loaded { get; private set; }

    /// <summary>When the network was, likewise.</summary>
    public long Ready => Volatile.Read(ref _ready);

    /// <summary>Opens when the plan has been applied; refused where that failed, and <see cref="Complete"/> says why.</summary>
    public SpawnGate Gate { get; } = new();

    /// <summary>Applies the plan as soon as the drivers are there.</summary>
    public void Begin(NetworkPlan plan)
    {
        _plan = plan;
        _planned.Go();
    }

    /// <summary>Waits until the plan has been applied.</summary>
    /// <exception cref="DkvmException">What could not be set up.</exception>
    /// <exception cref="LinuxException">There is no netlink.</exception>
    public void Complete()
    {
        if (Volatile.Read(ref _ready) > 0)
            return; // its thread is as good as gone
        _thread.Join();
        if (_failure is DkvmException or LinuxException)
            throw _failure;
        if (_failure is not null)
            throw new DkvmException($"cannot set up the guest's network: {_failure.Message}", cause: _failure);
    }

    private void Work(KernelModules modules)
    {
        try
        {
            modules.LoadNetwork();
            Loaded = Clock.SinceBoot;
            _planned.Wait();
            using var net = new RouteNetlink();
            new GuestNetwork(net, PatienceWithCards).Apply(_plan!);
            Volatile.Write(ref _ready, Clock.SinceBoot);
            Gate.Open();
        }
        catch (Exception e)
        {
            _failure = e; // thrown where it is waited for
            Gate.Refuse();
        }
    }
}
