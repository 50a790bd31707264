using Dkvm.Contract;
using Dkvm.GuestSide.Boot;
using Dkvm.GuestSide.Network;
using Dkvm.GuestSide.Streams;
using Dkvm.GuestSide.Workload;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Configuration;

/// <summary>Makes the machine what its plan says, and starts the entrypoint in it.</summary>
/// <param name="initial">The initramfs.</param>
/// <param name="modules">Those of disks are loaded where there are any.</param>
/// <param name="groundwork">Done already, or to be done.</param>
/// <param name="network">Sets up the network meanwhile.</param>
/// <param name="timeline">Gets a mark for each step.</param>
/// <param name="relayDns">Starts the stand-in for Docker's DNS server.</param>
/// <param name="readStreams">Takes what has come meanwhile, the time among it.</param>
internal sealed class Configurator(
    InitialRoot initial, KernelModules modules, Groundwork groundwork, NetworkWorker network, Timeline timeline, Action relayDns, Action readStreams)
{
    private readonly List<string> _warnings = [];
    private readonly Disks _disks = new(modules, initial.Folders);
    private readonly PlannedMounts _mounts = new(groundwork.Mounts);

    /// <param name="plan">What to do.</param>
    /// <param name="filter">For the workload's system calls.</param>
    /// <param name="session">Gets the process and its streams.</param>
    public ConfigureResult Apply(GuestPlan plan, SyscallFilter? filter, Session session)
    {
        try
        {
            groundwork.Ipv6.Set(plan.Network.DisableIpv6);
            network.Begin(plan.Network);
            SetIdentity(plan);
            SetRoot(plan);
            SetLoopback(plan.Network);
            return Start(plan, filter, session);
        }
        catch (Exception e) when (e is LinuxException or DkvmException)
        {
            return Failed(new(ExitCode.RuntimeFailed, e is DkvmException d ? d.Message : $"cannot set up the guest: {e.Message}"));
        }
    }

    private void SetIdentity(GuestPlan plan)
    {
        if (plan.UnixTimeNanoseconds > 0)
            Clock.SetSinceEpoch(plan.UnixTimeNanoseconds);
        if (plan.Entropy.Length > 0)
            EntropyPool.Add(plan.Entropy);
        if (plan.Hostname is { } host)
            HostName.SetHost(host);
        if (plan.Domainname is { } domain)
            HostName.SetDomain(domain);
        timeline.Done("identity");
    }

    private void SetRoot(GuestPlan plan)
    {
        groundwork.Root.ToWorkload();
        timeline.Done("root");
        _mounts.Make(plan.Mounts, plan => DiskMount.Make(plan, _disks), initial.Processes);
        _disks.MakeNodes(plan.Devices);
        DiskMount.EnterInFstab(plan.Fstab);
        _mounts.Protect(plan.MaskedPaths, plan.ReadonlyPaths);
        Sysctl.Set(initial, groundwork.Sysctls?.Without(plan.Sysctls) ?? plan.Sysctls);
        if (groundwork.Sysctls is null)
            Sysctl.Overcommit(initial);
        if (plan.Seccomp is { Interpret: true })
            Sysctl.InterpretFilters(initial);
        Sysctl.AllowOpenFiles(initial, plan.Process.Rlimits);
        timeline.Done("mounts");
    }

    private void SetLoopback(NetworkPlan plan)
    {
        groundwork.RaiseLoopback();
        if (plan.RelayDns)
            relayDns();
        timeline.Done("loopback");
    }

    private void CompleteNetwork()
    {
        readStreams(); // the entrypoint is not to see the clock jump
        network.Complete();
        if (network.Loaded > timeline.Start)
            timeline.Done("network modules", network.Loaded);
        timeline.Done("network", network.Ready);
    }

    private ConfigureResult Start(GuestPlan guest, SyscallFilter? filter, Session session)
    {
        var plan = guest.Process;
        var request = Entrypoint.Request(plan, filter, _warnings) with
        {
            NewNamespaces = NamespaceFlags.Pid,
            Mounts = _mounts.ForChild,
            Gate = network.Gate,
        };
        try
        {
            Folders.Make(plan.Cwd); // as runc: a missing working directory is made
        }
        catch (LinuxException e)
        {
            return Failed(StartFailures.FromDirectory(e));
        }
        if (guest.ReadonlyRoot)
            Mount.Attach(null, "/", null, MountFlags.Remount | MountFlags.Bind | MountFlags.ReadOnly);
        var stdio = Entrypoint.Streams(plan);
        try
        {
            var process = Spawner.Start(request with { Descriptors = stdio.Theirs });
            var held = stdio.HoldTerminal();
            stdio.CloseTheirs();
            CompleteNetwork();
            session.Start(process, stdio, held);
            timeline.Done("entrypoint");
            return Result() with { Pid = process.Pid };
        }
        catch (SpawnException e)
        {
            stdio.CloseAll();
            CompleteNetwork(); // its failure is the cause where the gate was refused
            return Failed(StartFailures.From(e, request));
        }
    }

    private ConfigureResult Failed(StartFailure failure) => Result() with { Failure = failure };

    private ConfigureResult Result() =>
        new() { Kernel = HostName.Kernel().Release, Marks = timeline.Marks, Warnings = _warnings };
}
