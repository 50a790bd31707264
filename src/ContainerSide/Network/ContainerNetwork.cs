using Dkvm.Actors.Ports;
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
    private readonly HashSet<int> _refused = [];
    private int _nextCard;
    private int _reserved = -1;

    /// <param name="resolvConf">The file that the guest will see as /etc/resolv.conf.</param>
    public ContainerNetwork(string resolvConf = Paths.SharedRoot + "/etc/resolv.conf") => _resolvConf = resolvConf;

    /// <summary>
    /// The tap of the first card, before there is anything to connect it to; what <see cref="Connect"/> finds first gets it.
    /// </summary>
    /// <exception cref="DkvmException">There are no taps here.</exception>
    public Tap Reserve()
    {
        try
        {
            if (_reserved < 0)
                _reserved = Tun.OpenTap(TapNames.First);
            return new(_reserved, 0);
        }
        catch (LinuxException e)
        {
            throw new DkvmException($"cannot make a tap: {e.Message}", remedy: Remedy(e, _reserved), cause: e);
        }
    }

    /// <summary>
    /// Captures the network for a guest that is to start and connects what is not connected yet, so that it can be called
    /// again after a failure. The cards are numbered from 0.
    /// </summary>
    /// <exception cref="DkvmException">Names the interface that cannot be connected, and why.</exception>
    public ConnectedNetwork Connect() => Capture(ConnectAll);

    /// <summary>
    /// Captures the network of a guest that runs and connects what came. Its cards are not touched: what went keeps its
    /// tap until <see cref="Release"/>.
    /// </summary>
    /// <exception cref="DkvmException">Names the interface that cannot be connected, and why.</exception>
    public ConnectedNetwork ConnectMore() => Capture(() => ConnectMore(_net.Links()));

    /// <summary>The card has gone from the guest: so do its rules and its tap, as soon as QEMU has closed its own descriptor.</summary>
    public void Release(int card)
    {
        if (_nics.Find(n => n.Card == card) is not { } nic)
            return;
        var links = _net.Links();
        if (links.Exists(l => l.Index == nic.LinkIndex))
            Unless(Errno.ENOENT, () => _net.DeleteIngress(nic.LinkIndex));
        if (links.Find(l => l.Name == nic.TapName) is { } tap)
            _net.Change(tap.Index, new LinkChange { Up = false });
        Forget(n => n == nic);
    }

    /// <summary>The guest cannot have the card: its interface, which stays the container's own, is left out from now on.</summary>
    public void Refuse(int card)
    {
        if (_nics.Find(n => n.Card == card) is { } nic)
            _refused.Add(nic.LinkIndex);
        Release(card);
    }

    private static ConnectedNetwork Capture(Func<ConnectedNetwork> connect)
    {
        try
        {
            return connect();
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
        Descriptor.Close(_reserved);
        _reserved = -1;
    }

    /// <summary>Closes the descriptors; a tap is gone when QEMU has closed its own, too.</summary>
    public void Dispose()
    {
        Forget(_ => true);
        Descriptor.Close(_reserved);
        _net.Dispose();
    }

    private ConnectedNetwork ConnectAll()
    {
        var all = _net.Links();
        var links = NetworkCapture.Links(all);
        _refused.Clear();
        Forget(nic => !links.Exists(l => l.Index == nic.LinkIndex) || !all.Exists(l => l.Name == nic.TapName));
        foreach (var leftOver in all.Where(l => Taps.IsOurs(l) && !IsInUse(l.Name)))
            Unless(Errno.ENODEV, () => _net.Delete(leftOver));
        for (var i = 0; i < _nics.Count; i++)
            _nics[i] = _nics[i] with { Card = links.FindIndex(l => l.Index == _nics[i].LinkIndex) };
        _nextCard = links.Count;
        return ConnectMore(all, numberOf: links.IndexOf);
    }

    private ConnectedNetwork ConnectMore(List<Link> all, Func<Link, int>? numberOf = null)
    {
        var links = NetworkCapture.Links(all).FindAll(l => !_refused.Contains(l.Index));
        int[] cards = [.. links.Select(l => _nics.Find(n => n.LinkIndex == l.Index)?.Card ?? numberOf?.Invoke(l) ?? _nextCard++)];
        var plan = NetworkCapture.Plan(_net, links, cards, UsesDockersDns());
        for (var i = 0; i < links.Count; i++)
        {
            var known = _nics.FindIndex(n => n.LinkIndex == links[i].Index);
            if (known < 0)
                _nics.Add(NicFor(links[i], plan.Interfaces[i], cards[i]));
            else
                Follow(known, plan.Interfaces[i], all);
        }
        return new ConnectedNetwork(
            plan, [.. links.Select(l => _nics.Find(n => n.LinkIndex == l.Index)!)],
            [.. NetworkCapture.Links(all).Where(l => _refused.Contains(l.Index)).Select(l => l.Name)]);
    }

    private void Follow(int known, InterfacePlan plan, List<Link> all)
    {
        if (_nics[known].Plan.Mtu != plan.Mtu && all.Find(l => l.Name == _nics[known].TapName) is { } tap)
            _net.Change(tap.Index, new LinkChange { Mtu = plan.Mtu });
        _nics[known] = _nics[known] with { Plan = plan };
    }

    private bool IsInUse(string tap) => _nics.Exists(n => n.TapName == tap) || (_reserved >= 0 && tap == TapNames.First);

    private GuestNic NicFor(Link link, InterfacePlan plan, int card)
    {
        var isReserved = card == 0 && _reserved >= 0;
        var name = isReserved ? TapNames.First : Taps.NameFor(link);
        var descriptor = isReserved ? _reserved : -1;
        try
        {
            if (!isReserved)
                descriptor = Tun.OpenTap(name);
            var tap = _net.Links().Find(l => l.Name == name)?.Index ?? throw new LinuxException($"find {name}", Errno.ENODEV);
            _net.DisableIpv6AddressGeneration(tap);
            AddIngress(tap);
            foreach (var filter in SplitRules.FromGuest(link.Index))
                _net.Add(tap, filter);
            _net.Change(tap, new LinkChange { Mtu = link.Mtu, Up = true });
            AddIngress(link.Index);
            foreach (var filter in SplitRules.FromOutside(tap))
                _net.Add(link.Index, filter);
            if (isReserved)
                _reserved = -1;
            return new GuestNic(plan, link.Index, name, descriptor, card);
        }
        catch (LinuxException e)
        {
            if (!isReserved)
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
