using System.Net.Sockets;
using Dkvm.Contract;
using Dkvm.GuestSide.Agent;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;
using Dkvm.Tests.GuestSide.Machine;
using Microsoft.Win32.SafeHandles;

namespace Dkvm.Tests.GuestSide.Agent;

/// <summary>The agent's server in this process, with a socket for its port and a machine that only remembers.</summary>
internal sealed class AgentHarness : IGuest, IDisposable
{
    private readonly DirectoryInfo _devices = Directory.CreateTempSubdirectory("dkvm-devices-");
    private readonly EventLoop _loop = new();
    private readonly Thread _thread;
    private readonly AgentServer _server;

    public AgentHarness()
    {
        var (ours, theirs) = UnixSocket.Pair();
        Descriptor.SetNonBlocking(theirs);
        Client = new LineClient(new Socket(new SafeSocketHandle(ours, ownsHandle: true)));
        Client.Stream.ReadTimeout = 60_000;
        var folders = new KernelFolders(FileNode.Locate(Devices), FileNode.Locate("/proc"), FileNode.Locate("/sys"));
        _server = new AgentServer(_loop, theirs, new AgentCommandTable(this, () => new StandardCommands(this, _loop, folders)), _ => { });
        _thread = new Thread(_loop.Run) { IsBackground = true };
        _thread.Start();
    }

    public LineClient Client { get; }

    /// <summary>The machine's /dev.</summary>
    public string Devices => _devices.FullName;

    public WorkloadView? Workload { get; set; }

    public List<ShutdownMode> Shutdowns { get; } = [];

    public int Arms { get; private set; }

    public int Vcpus { get; private set; }

    public List<NetworkPlan> Networks { get; } = [];

    public bool Alive => _thread.IsAlive;

    public ConfigureResult Configure(GuestPlan plan) => new() { Pid = 1 };

    public ConfigureResult Resume(GuestPlan plan) => throw new AgentFault("it was not saved");

    public ExecResult Exec(uint session, ProcessPlan process) => new(Failure: null);

    public void Shutdown(ShutdownMode mode) => Shutdowns.Add(mode);

    public void HearPowerButton() => Arms++;

    public void Resize(int vcpus) => Vcpus = vcpus;

    public void ChangeNetwork(NetworkPlan plan) => Networks.Add(plan);

    /// <summary>Synchronises as QGA's clients do: what comes before the answer is skipped.</summary>
    public bool Synchronises(long number)
    {
        Client.Send([0xFF]);
        Client.Send($"{{\"execute\": \"guest-sync-delimited\", \"arguments\": {{\"id\": {number}}}}}");
        while (true)
            if (Client.Receive()["return"] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue<long>(out var id) && id == number)
                return true;
    }

    public void Dispose()
    {
        _loop.Stop();
        _thread.Join();
        _server.Dispose();
        _loop.Dispose();
        Client.Dispose();
        _devices.Delete(recursive: true);
    }
}
