using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Vm;
using Dkvm.ContainerSide.Processes;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.ContainerSide.Qemu;

/// <summary>
/// QEMU with its memory and every socket and tap handed to it as a descriptor: it opens nothing itself, so it runs as a
/// user without any right.
/// </summary>
public sealed class QemuPort(World world) : IQemuPort
{
    /// <summary>The user "qemu" of the package.</summary>
    private const uint QemuId = 64055;

    private const long MiB = 1 << 20;

    /// <summary>The bytes of an image that QEMU locks, for each permission that it has or denies others: block/file-posix.c.</summary>
    private const int LocksOfQemu = 100;
    private const int LocksOfQemuLength = 200;

    private volatile QemuProcess? _last;
    private int _dangling = -1;

    /// <summary>What the guest says on its console.</summary>
    public ConsoleFeed Console { get; } = new();

    /// <summary>QEMU's monitor while it takes commands, or null. Loop's thread only.</summary>
    internal QmpConnection? Monitor => _last?.Monitor;

    public IQemu Start(QemuLaunch launch, Action<QemuSaid> onEvent)
    {
        if (launch.Machine.Checkpoint is { } saved)
            return Resume(launch, saved, onEvent);
        using var template = TemplateFiles.TryOpen(launch.Machine, launch.Taps.Count);
        if (template is not null)
            return Restore(launch, template, onEvent);
        using var withOneCard = TemplateFiles.TryOpen(launch.Machine, cards: 1);
        if (withOneCard is not null)
            return Restore(launch with { Taps = [.. launch.Taps.Take(1).DefaultIfEmpty(new(Dangling, 0))] }, withOneCard, onEvent, launch.Taps);
        if (launch.Machine.WarmOnly)
            throw new HelperFailure(
                VmActor.Qemu,
                $"{Options.Start.Name}=warm: there is no whole template of this VM; make one: "
                    + $"dkvmctl template build --memory {launch.Machine.MemoryMiB}m --cpus {launch.Machine.Vcpus}",
                FailureKind.Template);
        return Start(launch, TemplateUse.None, savedState: null, onEvent);
    }

    /// <summary>A tap that leads nowhere, for a card that is only taken out again.</summary>
    private int Dangling => _dangling >= 0 ? _dangling : _dangling = Tun.OpenTap(TapNames.First);

    /// <summary>Starts a machine that can be saved into <paramref name="files"/>, which stay open until that is done.</summary>
    public QemuProcess StartTemplate(QemuLaunch launch, TemplateFiles files, Action<QemuSaid> onEvent) =>
        Start(launch, TemplateUse.Save, files.State, onEvent);

    /// <param name="launch">The template's machine.</param>
    /// <param name="template">Of it.</param>
    /// <param name="onEvent">Told what it says.</param>
    /// <param name="cards">Those that it is to have when it goes on; null for those of the launch.</param>
    private QemuProcess Restore(QemuLaunch launch, TemplateFiles template, Action<QemuSaid> onEvent, IReadOnlyList<Tap>? cards = null)
    {
        var (ram, size) = (Descriptor.Duplicate(template.Ram), template.MemorySize);
        return Start(launch, TemplateUse.Restore, template.State, onEvent, ours =>
        {
            if (SparseFile.Copy(ram, ours) < size) // more where a file system has no holes
                throw new InvalidDataException("its memory is not whole");
        }, ram, cards);
    }

    private QemuProcess Resume(QemuLaunch launch, CheckpointPlan saved, Action<QemuSaid> onEvent)
    {
        if (launch.Taps.Count != saved.Cards)
            throw new HelperFailure(
                VmActor.Qemu, $"the checkpoint is of a VM with {saved.Cards} network card(s), and this container has {launch.Taps.Count}",
                FailureKind.Checkpoint);
        var (state, memory) = (Descriptor.Open(saved.Machine, Descriptor.ReadOnly), Descriptor.Open(saved.Memory, Descriptor.ReadOnly));
        try
        {
            return Start(launch, TemplateUse.Resume, state, onEvent, ours =>
            {
                if (!SparseFile.Unpack(memory, ours))
                    throw new InvalidDataException("its memory is not whole");
            }, memory);
        }
        finally
        {
            Descriptor.Close(state);
        }
    }

    /// <param name="launch">What to start.</param>
    /// <param name="use">What it has to do with a template or checkpoint.</param>
    /// <param name="savedState">The file with the devices' state, for that; null for none.</param>
    /// <param name="onEvent">Told what it says.</param>
    /// <param name="fill">Fills its memory while it starts.</param>
    /// <param name="savedMemory">What that reads: closed after it, in any case.</param>
    /// <param name="cards">Those that it is to have when it goes on; null for those of the launch.</param>
    private QemuProcess Start(
        QemuLaunch launch, TemplateUse use, int? savedState, Action<QemuSaid> onEvent, Action<int>? fill = null, int savedMemory = -1,
        IReadOnlyList<Tap>? cards = null)
    {
        var (monitor, theirMonitor) = UnixSocket.Pair();
        var (console, theirConsole) = UnixSocket.Pair();
        var (agent, theirAgent) = UnixSocket.Pair();
        var (stream, theirStream) = UnixSocket.Pair();
        var memory = MemoryFile.Create("guest", MachineMemory.MiB(launch.Machine.MemoryMiB) * MiB);
        int[] theirs = [theirMonitor, theirConsole, theirAgent, theirStream, launch.RootSocket];
        int[] state = savedState is { } fd ? [fd] : [];
        var disks = new List<int>();
        int[] initramfs = [];
        try
        {
            initramfs = Initramfs.Join(launch.Machine.KernelDirectory) is { } joined ? [joined] : [];
            foreach (var disk in launch.Machine.Disks)
                if (disk.IsFile)
                    disks.Add(OpenDisk(disk));
            int[] inherited = [.. theirs, memory, .. launch.Taps.Select(t => t.Descriptor), .. state, .. disks, .. initramfs];
            int? last = initramfs.Length > 0 ? QemuCommandLine.FirstDescriptor + inherited.Length - 1 : null;
            var request = new SpawnRequest
            {
                Arguments = QemuCommandLine.Build(launch, use, last),
                Environment = ["PATH=/usr/bin"],
                Directory = "/",
                User = new SpawnUser(QemuId, QemuId, []),
                Capabilities = CapabilitySets.None,
                NoNewPrivileges = true,
            };
            var qemu = new QemuProcess(world, use, memory, launch.Taps, new GuestSockets(agent, stream), Console, onEvent)
            {
                Wanted = cards, Disks = [.. launch.Machine.Disks.Select(d => d.Serial)],
            };
            qemu.Begin(
                ChildProcess.Start(world, request, inherited, qemu.End),
                monitor, console);
            if (fill is not null)
                qemu.Fill(fill, savedMemory);
            _last = qemu;
            return qemu;
        }
        catch
        {
            foreach (var ours in (int[])[monitor, console, agent, stream, memory, savedMemory])
                Descriptor.Close(ours);
            throw;
        }
        finally
        {
            foreach (var given in (int[])[.. theirs, .. disks, .. initramfs])
                Descriptor.Close(given);
        }
    }

    /// <summary>The guest may have put a link in its place since it was looked at; the file itself is the guest's anyway.</summary>
    private static int OpenDisk(DiskPlan disk)
    {
        var root = FileNode.Locate(Paths.SharedRoot);
        var fd = FileNode.TryOpenBelow(root, disk.Device.TrimStart('/'), Descriptor.ReadWrite);
        Descriptor.Close(root);
        if (fd >= 0 && !FileLock.IsHeld(fd, LocksOfQemu, LocksOfQemuLength))
            return fd;
        Descriptor.Close(fd);
        throw new HelperFailure(
            VmActor.Qemu, $"{Options.Disks.Name}: {disk.Device}: {(fd >= 0 ? "another VM is using it" : $"it cannot be opened ({Errno.Name(-fd)})")}");
    }
}
