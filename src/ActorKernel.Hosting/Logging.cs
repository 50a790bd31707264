using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;
using Microsoft.Extensions.Logging;
using LogLevel = Akka.Event.LogLevel;

namespace Akka.Hosting;

/// <summary>Which loggers a hosted system has, and from which level on.</summary>
public sealed class LoggerConfigBuilder
{
    internal readonly List<string> Loggers = ["Akka.Event.DefaultLogger"];

    public LogLevel LogLevel { get; set; } = LogLevel.InfoLevel;

    public bool LogConfigOnStart { get; set; }

    public LoggerConfigBuilder ClearLoggers()
    {
        Loggers.Clear();
        return this;
    }

    internal LoggerConfigBuilder Add(string name)
    {
        if (!Loggers.Contains(name)) Loggers.Add(name);
        return this;
    }
}

public static class LoggingExtensions
{
    private static int _factories;

    public static AkkaConfigurationBuilder ConfigureLoggers(this AkkaConfigurationBuilder builder, Action<LoggerConfigBuilder> configurator)
    {
        var loggers = new LoggerConfigBuilder();
        configurator(loggers);
        var names = string.Join(", ", loggers.Loggers.Select(name => $"\"{name}\""));
        return builder.AddHocon(
            ConfigurationFactory.ParseString(
                $"akka {{ loglevel = {loggers.LogLevel.StringFor()}, loggers = [{names}], log-config-on-start = {(loggers.LogConfigOnStart ? "on" : "off")} }}"),
            HoconAddMode.Prepend);
    }

    public static LoggerConfigBuilder AddDefaultLogger(this LoggerConfigBuilder configBuilder) => configBuilder.Add("Akka.Event.DefaultLogger");

    /// <summary>The system's log goes to the host's loggers.</summary>
    public static LoggerConfigBuilder AddLoggerFactory(this LoggerConfigBuilder configBuilder, ILoggerFactory loggerFactory)
    {
        var name = $"Akka.Hosting.Logging.LoggerFactoryLogger#{Interlocked.Increment(ref _factories)}";
        KnownTypes.RegisterLogger(name, () => Props.Create(() => new Logging.LoggerFactoryLogger(loggerFactory)));
        return configBuilder.Add(name);
    }
}
