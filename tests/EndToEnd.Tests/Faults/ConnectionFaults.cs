namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>Each connection to QEMU is cut, or says what makes no sense.</summary>
internal static class ConnectionFaults
{
    private const int Lost = 125;

    /// <summary>No JSON, no UTF-8, and as a frame of a kind that there is not.</summary>
    private static readonly byte[] Nonsense = [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 37 % 255)), (byte)'\n'];

    /// <summary>More than any agent may say in a line.</summary>
    private static readonly byte[] EndlessLine = [.. Enumerable.Repeat((byte)'x', 64 * 1024)];

    public static IEnumerable<FaultCase> All =>
    [
        // The monitor and the console are not needed to boot; the others are, and a second start mends it.
        .. Enum.GetValues<QemuSocket>().Select(socket => WhileItBoots($"the {socket} connection is cut, at Boot", run => Sockets.Shutdown(run.Qemu, socket))),
        WhileItBoots("the Monitor connection says nonsense, at Boot", run => Inject(run, QemuSocket.Monitor, Nonsense)),
        WhileItBoots("the Agent connection says nonsense, at Boot", run => Inject(run, QemuSocket.Agent, Nonsense)),
        WhileItBoots("the Stream connection says nonsense, at Boot", run => Inject(run, QemuSocket.Stream, Nonsense)),

        // The workload goes on, and its stop signal comes another way.
        StopsInOrder("the Monitor connection is cut", run => Sockets.Shutdown(run.Qemu, QemuSocket.Monitor)),
        StopsInOrder("the Monitor connection says nonsense", run => Inject(run, QemuSocket.Monitor, Nonsense)),
        StopsInOrder("the Console connection is cut", run => Sockets.Shutdown(run.Qemu, QemuSocket.Console)),
        StopsInOrder("the Console connection says nonsense", run => Inject(run, QemuSocket.Console, Nonsense)),
        StopsInOrder("the Agent answers what nobody asked", run => Inject(run, QemuSocket.Agent, "{\"return\":{}}\n{\"error\":{}}\n"u8.ToArray())),

        EndsIt("the Agent connection is cut", run => Sockets.Shutdown(run.Qemu, QemuSocket.Agent), "the guest agent's port was lost"),
        EndsIt("the Agent connection says a line without end", run => Sockets.InjectForEver(run.Qemu, (int)QemuSocket.Agent, EndlessLine), "the guest agent broke the protocol"),
        EndsIt("the Stream connection is cut", run => Sockets.Shutdown(run.Qemu, QemuSocket.Stream), "the guest's stream port was lost"),
        EndsIt("the Stream connection says nonsense", run => Inject(run, QemuSocket.Stream, Nonsense), "the guest broke the protocol"),
        EndsIt("the Root connection is cut", run => Sockets.Shutdown(run.Qemu, QemuSocket.Root), "the VM was lost: virtiofsd"),
    ];

    private static void Inject(FaultRun run, QemuSocket socket, byte[] bytes) => Sockets.Inject(run.Qemu, (int)socket, bytes);

    private static FaultCase WhileItBoots(string name, Action<FaultRun> harm) => new(name, async run =>
    {
        await run.Begin(FaultRun.Short);
        await run.Until(Step.Boot);
        harm(run);
        await run.EndsUnlessItRan(4, Lost, "the VM was lost");
    });

    private static FaultCase StopsInOrder(string name, Action<FaultRun> harm) => new($"{name}; then docker stop", async run =>
    {
        await run.Begin(FaultRun.Handler);
        await run.Says("READY");
        harm(run);
        (await run.Docker.Do("stop", "-t", "60", run.Id)).Successful();
        await run.Ends(3);
    });

    private static FaultCase EndsIt(string name, Action<FaultRun> harm, string errors) => new(name, async run =>
    {
        await run.Begin(FaultRun.Handler);
        await run.Says("READY");
        harm(run);
        await run.Ends(Lost, errors);
    });
}
