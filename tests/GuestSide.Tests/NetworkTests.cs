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
            "-netdev", "user,id=net0,restrict=on", "-device", "virtio-net-pci,netdev=net0,mac=02:42:ac:11:00:02",
        ]);
        Assert.Contains("mtu 1400", ended.Output);
        Assert.Contains("02:42:ac:11:00:02", ended.Output);
        Assert.Contains("10.0.2.15/24", ended.Output);
        Assert.Contains("default via 10.0.2.2 dev eth7", ended.Output);
        Assert.Contains("1 packets received", ended.Output);
    }
}
