using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Linux.Netlink;

namespace Dkvm.ContainerSide.Network;

/// <summary>
/// Connects the guest to the container's network. Docker's interfaces stay as they are; each gets a tap beside it, and
/// <see cref="SplitRules"/> lead packets to and fro.
/// Preconditions: the thread that makes it is in the container's network namespace and has CAP_NET_ADMIN there.
/// </summary>
public sealed class ContainerNetwork : IDisposable
{
    private readonly RouteNetlink _net = new();
    private readonly string _resolvConf;
    private readonly List<GuestNic> _nics = [];

    /// <param name="resolvConf">The file that the guest will see as /etc/resolv.conf.</param>
    public ContainerNetwork(string resolvConf = Paths.SharedRoot + "/etc/resolv.conf") => _resolvConf = resolvConf;

    /// <summary>
    /// Captures the network and connects what is not connected yet, so that it can be called again after a failure and
    /// when interfaces came or went. A guest's cards that are in use are not touched.
    /// </summary>
    /// <exception cref="DkvmException">Names the interface that cannot be connected, and why.</exception>
    public ConnectedNetwork Connect()
    {
        try
        {
            return ConnectAll();
        }
        catch (LinuxException e)
        {
            throw new DkvmException($"cannot capture the container's network: {e.Message}", cause: e);
        }
    }

    /// <summary>Gives the container's interfaces back to its own network stack and removes the taps.</summary>
    public void Disconnect()
    {
        foreach (var link in _net.Links().Where(l => _nics.Exists(n => n.LinkIndex == l.Index)))
            Unless(Errno.ENOENT, () => _net.DeleteIngress(link.Index));
        Forget(_ => true);
    }

    /// <summary>Closes the descriptors; a tap is gone when QEMU has closed its own, too.</summary>
    public void Dispose()
    {
        Forget(_ => true);
        _net.Dispose();
    }

    private ConnectedNetwork ConnectAll()
    {
        var all = _net.Links();
        var links = NetworkCapture.Links(all);
        Forget(nic => !links.Exists(l => l.Index == nic.LinkIndex) || !all.Exists(l => l.Name == nic.TapName));
        foreach (var leftOver in all.Where(l => Taps.IsOurs(l) && !_nics.Exists(n => n.TapName == l.Name)))
            Unless(Errno.ENODEV, () => _net.Delete(leftOver));
        var plan = NetworkCapture.Plan(_net, links, UsesDockersDns());
        foreach (var (link, interfacePlan) in links.Zip(plan.Interfaces))
        {
            var known = _nics.FindIndex(n => n.LinkIndex == link.Index);
            if (known >= 0)
                _nics[known] = _nics[known] with { Plan = interfacePlan };
            else
                _nics.Add(Connect(link, interfacePlan));
        }
        return new ConnectedNetwork(plan, [.. links.Select(l => _nics.Find(n => n.LinkIndex == l.Index)!)]);
    }

    private GuestNic Connect(Link link, InterfacePlan plan)
    {
        var name = Taps.NameFor(link);
        var descriptor = -1;
        try
        {
            descriptor = Tun.OpenTap(name);
            var tap = _net.Links().Find(l => l.Name == name)?.Index ?? throw new LinuxException($"find {name}", Errno.ENODEV);
            _net.DisableIpv6AddressGeneration(tap);
            _net.AddIngress(tap);
            foreach (var filter in SplitRules.FromGuest(link.Index))
                _net.Add(tap, filter);
            _net.Change(tap, new LinkChange { Mtu = link.Mtu, Up = true });
            AddIngress(link.Index);
            foreach (var filter in SplitRules.FromOutside(tap))
                _net.Add(link.Index, filter);
            return new GuestNic(plan, link.Index, name, descriptor);
        }
        catch (LinuxException e)
        {
            Descriptor.Close(descriptor);
            throw new DkvmException($"cannot connect the guest to {link.Name}: {e.Message}", remedy: Remedy(e, descriptor), cause: e);
        }
    }

    private static string? Remedy(LinuxException e, int tap) => (e.Errno, tap >= 0) switch
    {
        (Errno.ENOENT or Errno.ENODEV, false) => "load the module tun on the host (modprobe tun)",
        (Errno.ENOENT, true) => "load the modules sch_ingress, cls_u32 and act_mirred on the host",
        (Errno.EPERM or Errno.EACCES, _) => "let the container have the device /dev/net/tun and the capability NET_ADMIN",
        _ => null,
    };

    /// <summary>Whatever rules are there are those of an attempt that did not get to its end.</summary>
    private void AddIngress(int link)
    {
        if (Unless(Errno.EEXIST, () => _net.AddIngress(link)))
            return;
        _net.DeleteIngress(link);
        _net.AddIngress(link);
    }

    /// <returns>False where the kernel answered with <paramref name="errno"/>.</returns>
    private static bool Unless(int errno, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (LinuxException e) when (e.Errno == errno)
        {
            return false;
        }
    }

    private void Forget(Predicate<GuestNic> which)
    {
        foreach (var nic in _nics.Where(n => which(n)))
            Descriptor.Close(nic.TapDescriptor);
        _nics.RemoveAll(which);
    }

    private bool UsesDockersDns()
    {
        try
        {
            return File.ReadLines(_resolvConf).Any(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is ["nameserver", DnsRelay.Server, ..]);
        }
        catch (IOException)
        {
            // Without the file there is no name server at all.
            return false;
        }
    }
}
