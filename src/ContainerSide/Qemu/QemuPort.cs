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

    public IQemu Start(QemuLaunch launch, Action<QemuSaid> onEvent)
    {
        using var template = TemplateFiles.TryOpen(launch.Machine, launch.Taps.Count);
        if (template is null && launch.Machine.WarmOnly)
            throw new HelperFailure(
                VmActor.Qemu,
                $"{Options.Start.Name}=warm: there is no whole template of this VM with {launch.Taps.Count} network card(s); make one: "
                    + $"dkvmctl template build --memory {launch.Machine.MemoryMiB}m --cpus {launch.Machine.Vcpus} --cards {launch.Taps.Count}",
                FailureKind.Template);
        return template is null
            ? Start(launch, TemplateUse.None, null, onEvent)
            : Start(launch, TemplateUse.Restore, template, onEvent);
    }

    /// <summary>Starts a machine that can be saved into <paramref name="files"/>, which stay open until that is done.</summary>
    public QemuProcess StartTemplate(QemuLaunch launch, TemplateFiles files, Action<QemuSaid> onEvent) =>
        Start(launch, TemplateUse.Save, files, onEvent);

    private QemuProcess Start(QemuLaunch launch, TemplateUse use, TemplateFiles? template, Action<QemuSaid> onEvent)
    {
        var (monitor, theirMonitor) = UnixSocket.Pair();
        var (console, theirConsole) = UnixSocket.Pair();
        var (agent, theirAgent) = UnixSocket.Pair();
        var (stream, theirStream) = UnixSocket.Pair();
        var memory = MemoryFile.Create("guest", launch.Machine.MemoryMiB * MiB);
        int[] theirs = [theirMonitor, theirConsole, theirAgent, theirStream, launch.RootSocket];
        int[] state = template is null ? [] : [template.State];
        try
        {
            var request = new SpawnRequest
            {
                Arguments = QemuCommandLine.Build(launch, use),
                Environment = ["PATH=/usr/bin"],
                Directory = "/",
                User = new SpawnUser(QemuId, QemuId, []),
                Capabilities = CapabilitySets.None,
                NoNewPrivileges = true,
            };
            var qemu = new QemuProcess(world, use, memory, new GuestSockets(agent, stream), onEvent);
            qemu.Begin(
                ChildProcess.Start(world, request, [.. theirs, memory, .. launch.Taps.Select(t => t.Descriptor), .. state], qemu.End),
                monitor, console);
            if (use == TemplateUse.Restore)
                qemu.Fill(Descriptor.Duplicate(template!.Ram), template.MemorySize);
            return qemu;
        }
        catch
        {
            foreach (var fd in (int[])[monitor, console, agent, stream, memory])
                Descriptor.Close(fd);
            throw;
        }
        finally
        {
            foreach (var fd in theirs)
                Descriptor.Close(fd);
        }
    }
}
