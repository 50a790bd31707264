using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Dkvm.Tests.Network;

/// <summary>A network namespace of its own, gone with the object. Needs root.</summary>
public sealed partial class NetworkNamespace : IDisposable
{
    private const int CLONE_NEWNET = 0x40000000;

    private static int _count;

    /// <summary>A test process that was killed left its namespaces behind.</summary>
    static NetworkNamespace()
    {
        foreach (var name in Directory.Exists("/run/netns") ? Directory.GetFiles("/run/netns", "dkvm-*") : [])
        {
            if (!Directory.Exists($"/proc/{Path.GetFileName(name).Split('-')[1]}"))
                Command.Try("ip", "netns", "delete", Path.GetFileName(name));
        }
    }

    public NetworkNamespace(string role)
    {
        if (Environment.UserName != "root")
            throw new InvalidOperationException("The network tests make network namespaces: run them as root.");
        Name = $"dkvm-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}-{role}";
        Command.Run("ip", "netns", "add", Name);
        Ip("link set lo up");
    }

    public string Name { get; }

    /// <summary>Runs <c>ip</c> in the namespace.</summary>
    public string Ip(string arguments) => Command.Run("ip", ["-n", Name, .. arguments.Split(' ')]);

    /// <summary>Runs a program in the namespace; throws where it fails.</summary>
    public string Run(string program, params string[] arguments) =>
        Command.Run("ip", ["netns", "exec", Name, program, .. arguments]);

    /// <summary>Whether an address answers a ping, the neighbour's three times a second apart being asked for included.</summary>
    /// <summary>One of three is enough, as of ping(8)'s: on a busy machine the first may be lost while its neighbour is asked for.</summary>
    public bool Pings(string address) => Do(() =>
    {
        using var ping = new Ping();
        return Enumerable.Range(0, 3).Any(_ => ping.Send(address, timeout: 2000).Status == IPStatus.Success);
    });

    public Process Start(string program, params string[] arguments) =>
        Command.Start("ip", ["netns", "exec", Name, program, .. arguments]);

    /// <summary>Does something on a thread that is in the namespace; sockets made there stay in it.</summary>
    public T Do<T>(Func<T> action)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter();
                result = action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    public void Do(Action action) => Do(() =>
    {
        action();
        return 0;
    });

    public void Dispose() => Command.Try("ip", "netns", "delete", Name);

    private void Enter()
    {
        using var file = File.OpenHandle($"/run/netns/{Name}");
        if (setns((int)file.DangerousGetHandle(), CLONE_NEWNET) != 0)
            throw new InvalidOperationException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(int fd, int type);
}
