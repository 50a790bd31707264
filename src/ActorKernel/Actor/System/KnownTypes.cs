using System.Collections.Concurrent;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor.Internal;

/// <summary>
/// What settings may name: since types cannot be found by name ahead of time, each that can be named is registered
/// with a factory. Where types can be found by name, any type will do, as in Akka.NET.
/// </summary>
internal static class KnownTypes
{
    private static readonly ConcurrentDictionary<string, Func<Props>> Loggers = new()
    {
        ["Akka.Event.DefaultLogger"] = static () => Props.Create(static () => new DefaultLogger()),
        ["Akka.Event.StandardOutLogger"] = static () => Props.Create(static () => new DefaultLogger()),
    };

    private static readonly ConcurrentDictionary<string, Func<Config, IScheduler>> Schedulers = new()
    {
        ["Akka.Actor.HashedWheelTimerScheduler"] = static config => new HashedWheelTimerScheduler(config, NoLogger.Instance),
    };

    public static void RegisterLogger(string typeName, Func<Props> props) => Loggers[typeName] = props;

    public static void RegisterScheduler(string typeName, Func<Config, IScheduler> make) => Schedulers[typeName] = make;

    /// <exception cref="ConfigurationException">Nothing is registered under that name.</exception>
    public static Props LoggerProps(string name) =>
        Loggers.TryGetValue(Simple(name), out var props) ? props()
        : NamedTypes.PropsOf(name) ?? throw Unknown("akka.loggers", name, Loggers.Keys);

    /// <exception cref="ConfigurationException">Nothing is registered under that name.</exception>
    public static IScheduler CreateScheduler(Settings settings) =>
        Schedulers.TryGetValue(Simple(settings.SchedulerClass), out var make)
            ? make(settings.Config)
            : NamedTypes.Create<IScheduler>("akka.scheduler.implementation", settings.SchedulerClass, settings.Config, NoLogger.Instance)
                ?? throw Unknown("akka.scheduler.implementation", settings.SchedulerClass, Schedulers.Keys);

    /// <summary>The formatter that is named, or the usual one.</summary>
    /// <exception cref="ConfigurationException">There is no such type.</exception>
    public static ILogMessageFormatter LogFormatter(string typeName) =>
        Simple(typeName) is "" or "Akka.Event.DefaultLogMessageFormatter"
            ? DefaultLogMessageFormatter.Instance
            : NamedTypes.Create<ILogMessageFormatter>("akka.logger-formatter", typeName)
                ?? throw Unknown("akka.logger-formatter", typeName, ["Akka.Event.DefaultLogMessageFormatter"]);

    /// <summary>An extension's id, by the name of its type.</summary>
    /// <exception cref="ConfigurationException">There is no such type.</exception>
    public static IExtensionId Extension(string typeName) =>
        NamedTypes.Create<IExtensionId>("akka.extensions", typeName) ?? throw Unknown("akka.extensions", typeName, []);

    public static bool IsOwnLogger(string name) => Simple(name).StartsWith("Akka.Event.", StringComparison.Ordinal);

    private static string Simple(string typeName) => typeName.Split(',')[0].Trim();

    private static ConfigurationException Unknown(string key, string name, IEnumerable<string> known) =>
        new($"{key}: \"{name}\" is not known here (known: {string.Join(", ", known.Order())})");
}
