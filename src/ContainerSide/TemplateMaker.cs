using System.Text;
using Dkvm.Actors.Ports;
using Dkvm.ContainerSide.Processes;
using Dkvm.ContainerSide.Qemu;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide;

/// <summary>
/// Makes a VM template: starts the machine as any other, with its network cards connected to nothing and an empty root,
/// and saves it when its guest has said hello, knowing nothing yet.
/// </summary>
public sealed class TemplateMaker(World world)
{
    private readonly TaskCompletionSource _saved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="machine">Of the template.</param>
    /// <param name="cards">How many network cards it has.</param>
    /// <param name="folder">Where its files go.</param>
    /// <param name="patience">From QEMU's start to the whole template.</param>
    /// <exception cref="DkvmException">It could not be made.</exception>
    public void Make(MachinePlan machine, int cards, string folder, TimeSpan patience)
    {
        var taps = Enumerable.Range(0, cards).Select(i => new Tap(Tun.OpenTap($"template{i}"), i)).ToList();
        using var files = TemplateFiles.Create(folder);
        var root = new VirtiofsdPort(world).Start((end, errors) => Fail($"virtiofsd {end}: {errors}"));
        QemuProcess? qemu = null;
        try
        {
            qemu = new QemuPort(world).StartTemplate(new QemuLaunch(machine, taps, root.Socket), files, what =>
            {
                if (what is QemuSaid.Ended ended)
                    Fail($"QEMU {ended.End}");
            });
            world.Loop.Post(() => WaitForHello(qemu, files));
            if (!_saved.Task.Wait(patience))
                throw new DkvmException($"the guest of the template did not come up within {patience.TotalSeconds:0} s");
        }
        catch (AggregateException e) when (e.InnerException is DkvmException cause)
        {
            throw new DkvmException($"{cause.Message} {qemu?.ErrorTail}".TrimEnd(), cause: cause);
        }
        finally
        {
            qemu?.Kill();
            root.Kill();
            taps.ForEach(t => Descriptor.Close(t.Descriptor));
        }
    }

    /// <summary>A guest that answers to a first command, without a plan behind it, has loaded all that any workload needs.</summary>
    private void WaitForHello(QemuProcess qemu, TemplateFiles files)
    {
        ByteChannel? agent = null;
        agent = new ByteChannel(world.Loop, qemu.Guest.Agent, _ =>
        {
            agent!.Dispose();
            qemu.Save(files, failure =>
            {
                if (failure is null)
                    _saved.TrySetResult();
                else
                    Fail(failure);
            });
        }, why => Fail($"the guest's agent: {why}"), bufferSize: 4096);
        agent.Send(Encoding.ASCII.GetBytes($$$"""{"execute":"{{{AgentCommands.Sync}}}","arguments":{"id":1}}""" + "\n"));
    }

    private void Fail(string why) => _saved.TrySetException(new DkvmException($"the template cannot be made: {why}"));
}
