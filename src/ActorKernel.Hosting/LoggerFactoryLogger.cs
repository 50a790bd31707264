using Akka.Event;
using Microsoft.Extensions.Logging;
using AkkaLevel = Akka.Event.LogLevel;
using HostLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Akka.Hosting.Logging;

/// <summary>Passes the system's log on to the host's loggers, with a category for each source.</summary>
public class LoggerFactoryLogger(ILoggerFactory factory) : DefaultLogger
{
    protected override void Print(LogEvent logEvent)
    {
        var level = logEvent.LogLevel() switch
        {
            AkkaLevel.DebugLevel => HostLevel.Debug,
            AkkaLevel.InfoLevel => HostLevel.Information,
            AkkaLevel.WarningLevel => HostLevel.Warning,
            _ => HostLevel.Error,
        };
        factory.CreateLogger(logEvent.LogSource).Log(
            level, default, logEvent, logEvent.Cause, static (e, _) => e.Message?.ToString() ?? "");
    }
}
