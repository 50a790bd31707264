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

    /// <summary>The order in which QEMU inherits them; the taps follow, a template's state, and the disks' files.</summary>
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

    /// <summary>
    /// Everything that QEMU can emulate but the promise that "rep movsb" is the best way to copy: emulated, it goes byte
    /// by byte, and kernel and C library take it at its word. Without, a file is read 1.7 times as fast.
    /// </summary>
    private const string EmulatedProcessor = "max,erms=off,fsrm=off";

    /// <param name="launch">What to start.</param>
    /// <param name="initramfs">Its descriptor, as QEMU sees it; null for the one in the kernel's folder.</param>
    /// <param name="template">Goes on from a template, or is to become one.</param>
    public static IReadOnlyList<string> Build(QemuLaunch launch, TemplateUse template = TemplateUse.None, int? initramfs = null)
    {
        var machine = launch.Machine;
        List<string> line =
        [
            Program,
            "-nodefaults", "-no-user-config", "-display", "none",
            "-machine", "q35,memory-backend=ram,sata=off,smbus=off,usb=off,vmport=off,hpet=off",
            "-accel", machine.Accelerator == Accelerator.Kvm ? "kvm" : $"tcg,tb-size={MachineMemory.TranslationsMiB}",
            "-cpu", machine.Accelerator == Accelerator.Kvm ? "host" : EmulatedProcessor,
            "-smp", $"{machine.Vcpus}",
            "-m", $"{MachineMemory.MiB(machine.MemoryMiB)}M",
            // vhost-user needs memory that virtiofsd can map; ours is there before QEMU is, and may hold a template's.
            "-object", $"memory-backend-file,id=ram,size={MachineMemory.MiB(machine.MemoryMiB)}M,mem-path=/proc/self/fd/{(int)Inherited.Memory},share=on",
            // A guest that resets itself has panicked, or was told to reboot: its VM ends.
            "-action", "reboot=shutdown,panic=shutdown",
            "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
            "-kernel", $"{machine.KernelDirectory}/{(File.Exists($"{machine.KernelDirectory}/vmlinuz") ? "vmlinuz" : "vmlinux")}",
            "-initrd", initramfs is { } fd ? $"/proc/self/fd/{fd}" : $"{machine.KernelDirectory}/initramfs",
            "-append", KernelArguments(machine),
            // Tells the guest's kernel that it goes on from a template: a new number has its random generator start anew.
            "-device", "vmgenid,guid=auto",
            .. Socket("monitor", Inherited.Monitor), "-mon", "chardev=monitor,mode=control",
            "-device", "virtio-serial-pci,id=ports",
            .. Socket("console", Inherited.Console), "-device", "virtconsole,chardev=console",
            .. Socket("agent", Inherited.Agent), "-device", $"virtserialport,chardev=agent,name={AgentCommands.PortName}",
            .. Socket("stream", Inherited.Stream), "-device", $"virtserialport,chardev=stream,name={AgentCommands.StreamPortName}",
            "-device", $"pci-bridge,id={HotPlug.Bus},chassis_nr=1",
            .. Socket("root", Inherited.Root), "-device", $"vhost-user-fs-pci,chardev=root,tag={Paths.RootTag},queue-size=1024",
            // Takes memory from the guest and gives it back (docker update), and gives what the guest does not use to the host.
            "-device", "virtio-balloon-pci,free-page-reporting=on",
        ];
        for (var i = 0; i < launch.Taps.Count; i++)
        {
            line.AddRange(["-netdev", $"tap,id={HotPlug.Netdev(i)},fd={(int)Inherited.FirstTap + i}", "-device", HotPlug.Card(i)]);
        }
        var next = (int)Inherited.FirstTap + launch.Taps.Count;
        if (template != TemplateUse.None)
            line.AddRange(["-add-fd", $"fd={next++},set={Snapshot.FdSet}"]);
        foreach (var disk in machine.Disks)
        {
            if (disk.IsFile)
                line.AddRange(["-add-fd", $"fd={next},set={next}"]);
            var file = disk.IsFile ? $"driver=file,filename=/dev/fdset/{next++}" : $"driver=host_device,filename={disk.Device}";
            line.AddRange(["-blockdev", $"{file},node-name={disk.Serial},discard=unmap,read-only={(disk.ReadOnly ? "on" : "off")}"]);
            if (template != TemplateUse.Restore) // a template has none: HotPlug
                line.AddRange(["-device", $"virtio-blk-pci,drive={disk.Serial},serial={disk.Serial}"]);
        }
        if (template is TemplateUse.Restore or TemplateUse.Resume)
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
}
