using Dkvm.Actors.Ports;
using Dkvm.Contract;
using Dkvm.Protocol.Qmp;

namespace Dkvm.ContainerSide.Qemu;

/// <summary>
/// Network cards that come to a running machine and leave it, and disks that come (qapi/net.json, qapi/qdev.json). Loop's
/// thread only.
/// <code>
/// supervisor                                QEMU                         guest
///   getfd NAME, and the tap's descriptor ─▶
///   netdev_add tap,fd=NAME ───────────────▶
///   device_add virtio-net-pci ────────────▶  ── ACPI: look at slot n ──▶  a card without a name
///
///   device_del ───────────────────────────▶  ── ACPI: slot n is to go ─▶  lets go of it
///              ◀─────────── DEVICE_DELETED   ◀─────────────── ejected ──
///   netdev_del ───────────────────────────▶  the tap is closed
/// </code>
/// </summary>
internal sealed class HotPlug
{
    /// <summary>
    /// The bus that all cards are on, those from the start, too: q35's own has no hot-plug. A bridge costs a boot 1 % (bench/boot,
    /// "bridge"), as do four root ports, of which each takes one card.
    /// </summary>
    public const string Bus = "plug";

    private readonly QmpConnection _monitor;
    private readonly Dictionary<string, Action<string?>> _leaving = [];

    public HotPlug(QmpConnection monitor)
    {
        _monitor = monitor;
        monitor.OnDevice = (what, device) =>
        {
            if (_leaving.Remove(device, out var done))
                done(what == QmpNames.DeviceRemoved ? null : "its kernel refuses");
        };
    }

    /// <summary>The properties of a card, as "-device" has them; as JSON in <see cref="Plug"/>.</summary>
    /// <remarks>
    /// A guest that comes from a template would announce itself for seconds, by an address that is not its own; and QEMU
    /// 10.0 frees the announcement's timer after that, which the card's next reset uses.
    /// </remarks>
    public static string Card(int number) =>
        $"virtio-net-pci,id={Device(number)},netdev={Netdev(number)},mac={CardMac.Of(number)},bus={Bus},guest_announce=off,romfile=,disable-legacy=on";

    public static string Netdev(int card) => $"net{card}";

    public void Plug(Tap tap, Action<string?> done)
    {
        var (device, netdev) = (Device(tap.Card), Netdev(tap.Card));
        _monitor.Execute(QmpNames.GetDescriptor, $$"""{"fdname":"{{netdev}}"}""", answer => Then(answer, AddNetdev), tap.Descriptor);

        void AddNetdev() => _monitor.Execute(
            QmpNames.AddNetdev, $$"""{"type":"tap","id":"{{netdev}}","fd":"{{netdev}}"}""", answer => Then(answer, AddDevice));

        void AddDevice() => _monitor.Execute(
            QmpNames.AddDevice,
            $$"""{"driver":"virtio-net-pci","id":"{{device}}","netdev":"{{netdev}}","mac":"{{CardMac.Of(tap.Card)}}","bus":"{{Bus}}","guest_announce":false,"romfile":"","disable-legacy":"on"}""",
            answer => Then(answer, () => done(null)));

        void Then(QmpMessage answer, Action next)
        {
            if (answer is not QmpMessage.Error error)
            {
                next();
                return;
            }
            RemoveNetdev(tap.Card);
            done(error.Description);
        }
    }

    /// <summary>One after the other; the first failure is the last step.</summary>
    public void Fit(Queue<Tap> old, Queue<Tap> wanted, Action<string?> done)
    {
        if (old.TryDequeue(out var tap))
            Unplug(tap.Card, Then);
        else if (wanted.TryDequeue(out tap))
            Plug(tap, Then);
        else
            done(null);

        void Then(string? failure)
        {
            if (failure is null)
                Fit(old, wanted, done);
            else
                done(failure);
        }
    }

    /// <summary>Those for which there are block devices of the same names already; told null, or the first failure.</summary>
    public void PlugDisks(Queue<string> serials, Action<string?> done)
    {
        if (!serials.TryDequeue(out var serial))
        {
            done(null);
            return;
        }
        _monitor.Execute(
            QmpNames.AddDevice, $$"""{"driver":"virtio-blk-pci","drive":"{{serial}}","serial":"{{serial}}","bus":"{{Bus}}","disable-legacy":"on"}""",
            answer =>
            {
                if (answer is QmpMessage.Error error)
                    done(error.Description);
                else
                    PlugDisks(serials, done);
            });
    }

    public void Unplug(int card, Action<string?> done)
    {
        _leaving[Device(card)] = failure =>
        {
            if (failure is null)
                RemoveNetdev(card);
            done(failure);
        };
        _monitor.Execute(QmpNames.RemoveDevice, ById(Device(card)), answer =>
        {
            if (answer is QmpMessage.Error error && _leaving.Remove(Device(card), out var failed))
                failed(error.Description);
        });
    }

    /// <summary>
    /// The device goes when the guest lets it, and with it its end of the tap: QEMU keeps a netdev that was removed for as
    /// long as its device is there (net/net.c, qemu_del_net_client).
    /// </summary>
    public void Cut(int card)
    {
        if (!_leaving.Remove(Device(card)))
            _monitor.Execute(QmpNames.RemoveDevice, ById(Device(card)));
        RemoveNetdev(card);
    }

    private static string Device(int card) => $"card{card}";

    private static string ById(string id) => $$"""{"id":"{{id}}"}""";

    private void RemoveNetdev(int card) => _monitor.Execute(QmpNames.RemoveNetdev, ById(Netdev(card)));
}
