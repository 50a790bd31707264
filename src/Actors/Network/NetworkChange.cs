using System.Collections.Immutable;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Contract;

namespace Dkvm.Actors.Network;

/// <summary>
/// The way from what a running VM has to what it is to have. Each step follows from the difference that is left: cards that
/// went are unplugged, cards that came are plugged in, then the guest is told its addresses and routes. Pure.
/// </summary>
/// <param name="Given">What the VM has: moves on with each step.</param>
/// <param name="Wanted">What it is to have.</param>
/// <param name="Number">Of the step under way.</param>
/// <param name="Refused">Cards that the guest could not be told of, and that are taken out again.</param>
/// <param name="Again">Something has changed meanwhile.</param>
/// <param name="Why">What went wrong so far.</param>
public sealed record NetworkChange(
    NetworkSetup Given, NetworkSetup Wanted, int Number, ImmutableList<int> Refused, bool Again = false, string? Why = null)
{
    public static NetworkChange Between(NetworkSetup given, NetworkSetup wanted) => new(given, wanted, 0, []);

    /// <summary>What the VM has is not known, but its cards are there: its guest is told of all.</summary>
    public static NetworkChange To(NetworkSetup wanted) => Between(
        wanted with { Plan = wanted.Plan with { Interfaces = [.. wanted.Plan.Interfaces.Select(i => i with { Mtu = 0 })] } }, wanted);

    /// <summary>The next step; null at the end.</summary>
    public Effect? Step => Gone is { } gone ? new UnplugCard(Number, gone.Card)
        : New is { } tap ? new PlugCard(Number, tap)
        : Same(Given.Plan, Wanted.Plan) ? null
        : new TellGuest(Number, Wanted.Plan);

    public NetworkChange Next => this with { Number = Number + 1 };

    private Tap? Gone => Given.Taps.FirstOrDefault(t => !Has(Wanted, t.Card));

    private Tap? New => Wanted.Taps.FirstOrDefault(t => !Has(Given, t.Card));

    /// <summary>The step is done.</summary>
    public NetworkChange Done(Effect step) => step switch
    {
        PlugCard plug => this with { Given = Given with { Taps = [.. Given.Taps, plug.Tap] } },
        UnplugCard unplug => this with { Given = Given with { Taps = [.. Given.Taps.Where(t => t.Card != unplug.Card)] } },
        TellGuest tell => this with { Given = Given with { Plan = tell.Plan } },
        _ => this,
    };

    /// <summary>The guest did not take what it was told: the cards that it had not known before go again.</summary>
    public NetworkChange RollBack(string why)
    {
        var unknown = Given.Taps.Where(t => !Given.Plan.Interfaces.Any(i => i.Card == CardMac.Of(t.Card))).ToList();
        var before = Given with { Taps = [.. Given.Taps.Except(unknown)] };
        return this with { Wanted = before, Refused = [.. unknown.Select(t => t.Card)], Why = why };
    }

    /// <summary>Two plans that say the same: a list is equal only to itself.</summary>
    private static bool Same(NetworkPlan a, NetworkPlan b) =>
        a.RelayDns == b.RelayDns && a.DisableIpv6 == b.DisableIpv6 && a.Routes.SequenceEqual(b.Routes)
        && a.Interfaces.Select(Bare).SequenceEqual(b.Interfaces.Select(Bare))
        && a.Interfaces.SelectMany(i => i.Addresses).SequenceEqual(b.Interfaces.SelectMany(i => i.Addresses))
        && a.Interfaces.Select(i => i.Addresses.Count).SequenceEqual(b.Interfaces.Select(i => i.Addresses.Count));

    private static InterfacePlan Bare(InterfacePlan plan) => plan with { Addresses = ImmutableList<string>.Empty };

    private static bool Has(NetworkSetup setup, int card) => setup.Taps.Any(t => t.Card == card);
}
