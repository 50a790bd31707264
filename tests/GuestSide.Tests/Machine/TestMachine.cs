using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.Protocol.Qga;

namespace Dkvm.Tests.GuestSide.Machine;

/// <summary>A real machine: virtiofsd on a small root, QEMU with both ports, and the supervisor's part played by the test.</summary>
internal sealed class TestMachine : IDisposable
{
    /// <summary>For -netdev: a network with the host at the other end, at <see cref="HostAddress"/>.</summary>
    public const string Tap = "tap,id=net0,ifname=tap0,script=no,downscript=no";

    private const string HostAddress = "10.0.2.2/24";

    private const string KernelArguments =
        "console=hvc0 tsc=reliable no_timer_check cryptomgr.notests rcupdate.rcu_expedited=1 random.trust_cpu=on "
        + "nomodeset i8042.noaux i8042.nopnp pci=lastbus=0 8250.nr_uarts=1 panic=-1";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dkvm-guest-");
    private readonly Process _virtiofsd;
    private readonly Process _qemu;
    private readonly LineClient _qmp;

    /// <param name="prepare">Changes the image's root before the start.</param>
    /// <param name="moreHardware">More arguments for QEMU.</param>
    public TestMachine(Action<string>? prepare = null, params IReadOnlyList<string> moreHardware)
    {
        Directory.CreateDirectory(Root);
        ImageRoot.Make(Root);
        prepare?.Invoke(Root);
        using var agent = Listen("agent");
        using var streams = Listen("stream");
        using var qmp = Listen("qmp");
        _virtiofsd = Package.Start("usr/libexec/virtiofsd", "--shared-dir", Root, "--sandbox", "none", "--log-level", "error",
            "--socket-path", Path.Combine(_folder.FullName, "virtiofsd"));
        WaitForFile(Path.Combine(_folder.FullName, "virtiofsd"));
        string[] hardware = [.. Hardware(), .. moreHardware];
        _qemu = hardware.Contains(Tap)
            ? Package.StartBeside(HostAddress, "usr/bin/qemu-system-x86_64", hardware)
            : Package.Start("usr/bin/qemu-system-x86_64", hardware);
        Agent = new(agent.Accept());
        Streams = new(streams.Accept());
        _qmp = new(qmp.Accept());
    }

    public string Root => Path.Combine(_folder.FullName, "root");

    public LineClient Agent { get; }

    public StreamClient Streams { get; }

    public string Console => File.ReadAllText(Path.Combine(_folder.FullName, "console"));

    /// <summary>Boots to the end of the plan's start.</summary>
    public static (TestMachine Machine, ConfigureResult Result) Start(
        GuestPlan plan, Action<string>? prepare = null, params IReadOnlyList<string> moreHardware)
    {
        var machine = new TestMachine(prepare, moreHardware);
        try
        {
            return (machine, machine.Configure(plan));
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }

    /// <summary>Boots, runs the plan to its end, and ends.</summary>
    public static Ended Run(GuestPlan plan, Action<string>? prepare = null, params IReadOnlyList<string> moreHardware)
    {
        var (machine, result) = Start(plan, prepare, moreHardware);
        using (machine)
            return machine.End(result);
    }

    /// <summary>The conversation of AgentCommands.cs: both lines in one breath.</summary>
    public ConfigureResult Configure(GuestPlan plan)
    {
        Agent.Send([0xFF, .. "{\"execute\":\"guest-sync-delimited\",\"arguments\":{\"id\":4711}}\n"u8]);
        Agent.Send($"{{\"execute\":\"dkvm-configure\",\"arguments\":{Encoding.UTF8.GetString(PlanJson.Write(plan))}}}");
        Assert.Equal(4711, (int)Agent.Receive()["return"]!);
        var answer = Agent.Receive();
        return answer["return"].Deserialize(QgaJson.Default.ConfigureResult)
            ?? throw new InvalidOperationException($"no result but {answer.ToJsonString()}; console:\n{Console}");
    }

    /// <summary>Waits for the machine's own end.</summary>
    public Ended End(ConfigureResult result)
    {
        Streams.Until(() => Streams.Unmounted);
        Assert.True(_qemu.WaitForExit(TimeSpan.FromSeconds(30)), $"the machine did not power off; console:\n{Console}");
        return new(result, Streams.ExitCode, Streams.Output, Streams.Errors, [.. Streams.Story]);
    }

    /// <summary>The guest looks at the button by the time it has answered.</summary>
    public void PressPowerButton()
    {
        Agent.Ask("dkvm-arm");
        _qmp.Receive(); // the greeting
        _qmp.Ask("qmp_capabilities");
        _qmp.Ask("system_powerdown");
    }

    public void Dispose()
    {
        foreach (var process in (Process[])[_qemu, _virtiofsd])
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
        Agent.Dispose();
        Streams.Dispose();
        _qmp.Dispose();
        _folder.Delete(recursive: true);
    }

    private IEnumerable<string> Hardware() =>
    [
        .. Package.QemuData.SelectMany(folder => (string[])["-L", folder]), "-accel", "tcg", "-machine", "q35,hpet=off,vmport=off,memory-backend=mem", "-cpu", "max",
        "-m", "256", "-smp", "1", "-nodefaults", "-no-user-config", "-display", "none",
        "-object", "memory-backend-memfd,id=mem,size=256M,share=on",
        "-kernel", Package.Kernel, "-initrd", Package.Initramfs, "-append", KernelArguments,
        "-chardev", Socket("virtiofsd", "fs"), "-device", "vhost-user-fs-pci,chardev=fs,tag=root",
        "-device", "virtio-serial-pci",
        "-chardev", $"file,id=console,path={_folder}/console", "-device", "virtconsole,chardev=console",
        "-chardev", Socket("agent", "agent"), "-device", $"virtserialport,chardev=agent,name={AgentCommands.PortName}",
        "-chardev", Socket("stream", "stream"), "-device", $"virtserialport,chardev=stream,name={AgentCommands.StreamPortName}",
        "-chardev", Socket("qmp", "qmp"), "-mon", "chardev=qmp,mode=control",
    ];

    private string Socket(string file, string id) => $"socket,id={id},path={_folder}/{file}";

    private Socket Listen(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder.FullName, name)));
        socket.Listen();
        return socket;
    }

    private void WaitForFile(string path)
    {
        using var watcher = new FileSystemWatcher(_folder.FullName);
        var appeared = new TaskCompletionSource();
        watcher.Created += (_, e) =>
        {
            if (e.FullPath == path)
                appeared.TrySetResult();
        };
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(path) && !appeared.Task.Wait(TimeSpan.FromSeconds(20)))
            throw new TimeoutException($"virtiofsd did not start: {_virtiofsd.StandardError.ReadToEnd()}");
    }
}

/// <summary>What a machine left behind.</summary>
internal sealed record Ended(
    ConfigureResult Result, int? ExitCode, string Output, string Errors, IReadOnlyList<(Protocol.Streams.FrameKind Kind, byte Channel)> Story);
