using System.Text;
using Dkvm.Contract;
using Dkvm.GuestSide.Configuration;
using Dkvm.GuestSide.Streams;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Workload;

/// <summary>What <c>runc exec</c> does: a process among those of the entrypoint, made of a <see cref="ProcessPlan"/>.</summary>
internal static class BesideEntrypoint
{
    /// <param name="plan">The process.</param>
    /// <param name="filter">As the entrypoint has it.</param>
    /// <param name="entrypoint">A pidfd of the process whose PID namespace is joined.</param>
    /// <param name="session">Gets the process and its streams.</param>
    public static ExecResult Start(ProcessPlan plan, SyscallFilter? filter, int entrypoint, Session session)
    {
        // What the entrypoint was warned of (an unknown limit or capability), it was warned of.
        var request = Entrypoint.Request(plan, filter, new List<string>()) with { JoinPidNamespace = entrypoint };
        var stdio = plan.Terminal
            ? ProcessStreams.OnTerminal(DeviceFolder.Multiplexer, plan.Uid, plan.Rows, plan.Columns).Streams
            : ProcessStreams.Pipes(plan.Uid, plan.NullStdin ? Descriptor.Open(DeviceFolder.Null, Descriptor.ReadOnly) : null);
        try
        {
            var process = Spawner.Start(request with { Descriptors = stdio.Theirs });
            stdio.CloseTheirs();
            session.Start(process, stdio);
            return new(Failure: null);
        }
        catch (SpawnException e) when (e.Step == SpawnStep.Execute)
        {
            // runc has said by then that all is well: its words come on the process's stderr, and its code is 1.
            Descriptor.WriteAll(stdio.Theirs[2], Encoding.UTF8.GetBytes($"{StartFailures.From(e, request).Message}\n"));
            stdio.CloseTheirs();
            session.StartEnded(stdio, new ExitStatus(1, null));
            return new(Failure: null);
        }
        catch (SpawnException e)
        {
            stdio.CloseAll();
            return new(StartFailures.From(e, request));
        }
    }
}
