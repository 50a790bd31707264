using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Configuration;

var start = Stopwatch.GetTimestamp();
var system = ActorSystem.Create("dkvm", ConfigurationFactory.ParseString(
    """
    akka { loglevel = INFO, log-dead-letters = off }
    dkvm { boot = 20 s, stop = 10 s }
    """));
var vm = system.ActorOf(Props.Create(() => new Vm()), "vm");
await vm.Ask<int>("up?");
var up = Stopwatch.GetTimestamp(); // CLOCK_MONOTONIC: who started this process has the same
var elapsed = Stopwatch.GetElapsedTime(start, up).TotalMilliseconds;
var status = File.ReadLines("/proc/self/status").Where(l => l.StartsWith("VmRSS") || l.StartsWith("Threads")).Select(l => l.Replace("\t", " "));
Console.WriteLine(elapsed.ToString("0.00", CultureInfo.InvariantCulture));
Console.WriteLine(string.Join(", ", status));
Console.WriteLine(up);
await system.Terminate();

internal sealed class Vm : ReceiveActor
{
    public Vm()
    {
        foreach (var name in new[] { "network", "virtiofsd", "qemu", "guest", "shutdown" }) Context.Watch(Context.ActorOf(Props.Create(() => new Part()), name));
        Receive<string>(_ => Sender.Tell(Context.GetChildren().Count()));
    }
}

internal sealed class Part : ReceiveActor
{
    public Part() => ReceiveAny(_ => { });
}
