using Dkvm.Actors.Ports;
using Dkvm.Contract;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide.Qemu;

/// <summary>
/// QEMU's command line: one place for every device and every kernel argument. Descriptors are given by number as QEMU
/// will see them. qemu-system-x86_64(1).
/// </summary>
internal static class QemuCommandLine
{
    public const string Program = "/usr/bin/qemu-system-x86_64";

    /// <summary>QEMU's own number for its first inherited descriptor.</summary>
    public const int FirstDescriptor = 3;

    /// <summary>The order in which QEMU inherits them; the taps follow.</summary>
    public enum Inherited
    {
        Monitor = FirstDescriptor,
        Console,
        Agent,
        Stream,
        Root,
        Memory,
        FirstTap,
    }

    /// <param name="launch">What to start.</param>
    /// <param name="template">Goes on from a template, or is to become one: its state's file is inherited after the taps.</param>
    public static IReadOnlyList<string> Build(QemuLaunch launch, TemplateUse template = TemplateUse.None)
    {
        var machine = launch.Machine;
        List<string> line =
        [
            Program,
            "-nodefaults", "-no-user-config", "-display", "none",
            "-machine", $"q35,accel={Name(machine.Accelerator)},memory-backend=ram,sata=off,smbus=off,usb=off,vmport=off,hpet=off",
            "-cpu", machine.Accelerator == Accelerator.Kvm ? "host" : "max",
            "-smp", $"{machine.Vcpus}",
            "-m", $"{machine.MemoryMiB}M",
            // vhost-user needs memory that virtiofsd can map; ours is there before QEMU is, and may hold a template's.
            "-object", $"memory-backend-file,id=ram,size={machine.MemoryMiB}M,mem-path=/proc/self/fd/{(int)Inherited.Memory},share=on",
            // A guest that resets itself has panicked, or was told to reboot: its VM ends.
            "-action", "reboot=shutdown,panic=shutdown",
            "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
            "-kernel", $"{machine.KernelDirectory}/vmlinux",
            "-initrd", $"{machine.KernelDirectory}/initramfs",
            "-append", KernelArguments(machine),
            // Tells the guest's kernel that it goes on from a template: a new number has its random generator start anew.
            "-device", "vmgenid,guid=auto",
            .. Socket("monitor", Inherited.Monitor), "-mon", "chardev=monitor,mode=control",
            "-device", "virtio-serial-pci,id=ports",
            .. Socket("console", Inherited.Console), "-device", "virtconsole,chardev=console",
            .. Socket("agent", Inherited.Agent), "-device", $"virtserialport,chardev=agent,name={AgentCommands.PortName}",
            .. Socket("stream", Inherited.Stream), "-device", $"virtserialport,chardev=stream,name={AgentCommands.StreamPortName}",
            .. Socket("root", Inherited.Root), "-device", $"vhost-user-fs-pci,chardev=root,tag={Paths.RootTag},queue-size=1024",
        ];
        for (var i = 0; i < launch.Taps.Count; i++)
        {
            line.AddRange(["-netdev", $"tap,id=net{i},fd={(int)Inherited.FirstTap + i}"]);
            // A guest that comes from a template would announce itself for seconds, by an address that is not its own; and QEMU
            // 10.0 frees the announcement's timer after that, which the card's next reset uses.
            line.AddRange(["-device", $"virtio-net-pci,netdev=net{i},mac={CardMac.Of(i)},guest_announce=off,romfile="]);
        }
        if (template != TemplateUse.None)
            line.AddRange(["-add-fd", $"fd={(int)Inherited.FirstTap + launch.Taps.Count},set={Snapshot.FdSet}"]);
        if (template == TemplateUse.Restore)
            line.AddRange(["-incoming", "defer"]);
        return line;
    }

    /// <summary>
    /// Each argument has earned its place by measurement: bench/boot. init_on_alloc is Debian's default and has to hold for any
    /// kernel: virtiofsd writes into pages behind QEMU's back, and what TCG has translated of a page's earlier content is
    /// thrown away only by a write of the guest's own.
    /// </summary>
    private static string KernelArguments(MachinePlan machine) => string.Join(' ', new[]
    {
        "console=hvc0 quiet panic=-1",
        "tsc=reliable no_timer_check cryptomgr.notests rcupdate.rcu_expedited=1 random.trust_cpu=on nomodeset init_on_alloc=1",
        "i8042.noaux i8042.nopnp pci=lastbus=0 8250.nr_uarts=1",
        machine.KernelAppend ?? "",
    }).TrimEnd();

    private static string[] Socket(string id, Inherited fd) => ["-chardev", $"socket,id={id},fd={(int)fd}"];

    private static string Name(Accelerator accelerator) => accelerator == Accelerator.Kvm ? "kvm" : "tcg";
}
