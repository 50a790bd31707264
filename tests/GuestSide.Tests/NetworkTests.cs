using Dkvm.Tests.GuestSide.Machine;

namespace Dkvm.Tests.GuestSide;

public class NetworkTests
{
    [Fact]
    public void An_interface_has_the_plans_name_address_MTU_and_routes()
    {
        var plan = Plans.Shell("ip -o link show eth7; ip -o -4 addr show eth7; ip route; ping -c 1 -W 5 10.0.2.2 | grep received") with
        {
            Network = new()
            {
                Interfaces = [new("eth7", "02:42:ac:11:00:02", 1400, ["10.0.2.15/24"])],
                Routes = [new(null, "10.0.2.2", "eth7")],
            },
        };
        var ended = TestMachine.Run(plan, moreHardware:
        [
            "-netdev", TestMachine.Tap, "-device", "virtio-net-pci,netdev=net0,mac=02:42:ac:11:00:02,romfile=",
        ]);
        Assert.Contains("mtu 1400", ended.Output);
        Assert.Contains("02:42:ac:11:00:02", ended.Output);
        Assert.Contains("10.0.2.15/24", ended.Output);
        Assert.Contains("default via 10.0.2.2 dev eth7", ended.Output);
        Assert.Contains("1 packets received", ended.Output);
    }

    [Fact]
    public void Names_are_resolved_by_the_host_through_Dockers_own_address()
    {
        using var machine = new TestMachine();
        machine.Streams.Resolve = Address;
        var plan = Plans.Shell("nslookup -type=a web 127.0.0.11") with { Network = new() { RelayDns = true } };
        var ended = machine.End(machine.Configure(plan));
        Assert.Contains("Address: 10.9.8.7", ended.Output);
    }

    /// <summary>RFC 1035, 4.1: the question comes back with one answer, an address for the name asked.</summary>
    private static byte[] Address(byte[] question)
    {
        byte[] answer = [.. question, 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 9, 8, 7];
        (answer[2], answer[3], answer[7]) = (0x81, 0x80, 1);
        return answer;
    }
}
