using Akka.Actor;
using LogEvent = Akka.Event.LogEvent;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Vm;
using Dkvm.ContainerSide;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Dkvm.Supervisor;

/// <summary>
/// Writes what the actors publish to the log (JSON lines), and at level "debug" to the container's stderr too. Starts
/// the logger with its first line, off the start-up path.
/// </summary>
internal sealed class LogActor : ReceiveActor
{
    private const string VmActorName = "vm";

    private readonly LaunchPlan _plan;
    private Logger? _logger;

    public LogActor(LaunchPlan plan, Timeline timeline)
    {
        _plan = plan;
        Receive<StateChanged>(change =>
        {
            if (!change.Passing)
                timeline.Mark($"{change.Actor}: {change.To}");
            Log.Write(change.Passing ? LogEventLevel.Debug : LogEventLevel.Information, "{Actor}: {From} -> {To} ({Because})", change.Actor, change.From, change.To, change.Because);
            if (change is { Actor: VmActorName, To: nameof(VmState.Running) })
                Keep(timeline);
        });
        Receive<Noted>(note => Log.Write(
            note.Warning ? LogEventLevel.Warning : LogEventLevel.Information, "{Actor}: {Text}", note.Actor, note.Text));
        Receive<Flush>(_ => Sender.Tell(new Flushed()));
        Receive<LogEvent>(own => Log.Warning("{Actor}: {Text}", own.LogSource, $"{own.Message} {own.Cause}".TrimEnd()));
    }

    /// <summary>Asks for an answer when all that was published before is in the file.</summary>
    public sealed record Flush;

    public sealed record Flushed;

    private Logger Log => _logger ??= Open();

    /// <summary>For dkvmctl timeline.</summary>
    private static void Keep(Timeline timeline)
    {
        try
        {
            File.WriteAllBytes(Paths.Timeline, PlanJson.Write(timeline.Marks));
        }
        catch (IOException)
        {
            // /run is full: the VM matters more.
        }
    }

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(StateChanged));
        Context.System.EventStream.Subscribe(Self, typeof(Noted));
        Context.System.EventStream.Subscribe(Self, typeof(LogEvent));
        if (_plan.Machine is { Accelerator: Accelerator.Tcg, AcceleratorReason: { } reason })
            Self.Tell(new Noted("vm", Warning: true, $"software emulation (TCG): {reason}"));
        if (_plan.Machine.KernelReason is { } kernel)
            Self.Tell(new Noted("vm", Warning: false, $"kernel: {kernel}"));
    }

    protected override void PostStop() => _logger?.Dispose();

    private Logger Open()
    {
        var level = Enum.Parse<LogEventLevel>(_plan.LogLevel, ignoreCase: true);
        var log = new LoggerConfiguration().MinimumLevel.Is(level).WriteTo.Sink(new FileSink(Paths.Log));
        if (level <= LogEventLevel.Debug)
            log.WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose);
        return log.CreateLogger();
    }

    private sealed class FileSink(string path) : ILogEventSink, IDisposable
    {
        private readonly JsonFormatter _format = new(renderMessage: true);
        private readonly StreamWriter _file = new(path, append: true) { AutoFlush = true };

        public void Emit(Serilog.Events.LogEvent logEvent) => _format.Format(logEvent, _file);

        public void Dispose() => _file.Dispose();
    }
}
