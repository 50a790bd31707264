using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Akka.Actor;

/// <summary>With akka.refuse-unknown-settings a misspelt setting of the runtime's own does not pass in silence.</summary>
internal static class SettingsCheck
{
    // Sections that hold names of the user's, or belong to parts of Akka.NET that this runtime does not have.
    private static readonly string[] Open =
    [
        "akka.test", "akka.extensions", "akka.actor.deployment", "akka.actor.serializers", "akka.actor.serialization-bindings",
        "akka.actor.serialize-messages", "akka.actor.serialize-creators", "akka.actor.provider", "akka.coordinated-shutdown.phases",
        "akka.remote", "akka.cluster", "akka.persistence", "akka.io", "akka.streams", "akka.actor.typed", "akka.reliable-delivery",
        "akka.actor.router", "akka.actor.inbox", "akka.version", "akka.home", "akka.suppress-json-serializer-warning",
        "akka.log-serializer-override-on-start", "akka.logger-formatter", "akka.logger-async-start", "akka.loggers-dispatcher",
        "akka.stdout-logger-class", "akka.log-dead-letters-suspend-duration", "akka.scheduler", "akka.actor.unstarted-push-timeout",
        "akka.actor.default-dispatcher", "akka.actor.internal-dispatcher", "akka.actor.synchronized-dispatcher",
        "akka.actor.default-fork-join-dispatcher", "akka.actor.mailbox", "akka.actor.default-mailbox",
        "akka.actor.default-blocking-io-dispatcher", "akka.coordinated-shutdown.reason-overrides",
    ];

    /// <exception cref="HoconException">There is a key below "akka" that nothing reads.</exception>
    public static void RejectUnknown(Config config)
    {
        if (config.IsNullOrEmpty() || config.GetValue("akka")?.GetObject() is not { } akka) return;
        Check(akka, ConfigurationFactory.Default().GetValue("akka").GetObject(), "akka");
    }

    private static void Check(HoconObject given, HoconObject known, string path)
    {
        foreach (var (key, value) in given.Items)
        {
            var here = $"{path}.{key}";
            if (Open.Contains(here)) continue;
            if (known.GetKey(key) is not { } reference)
                throw new HoconException($"unknown setting; \"{path}\" has: {string.Join(", ", known.Items.Keys.Order())}", value.Origin, here);
            if (value.GetObject() is { } inner && reference.GetObject() is { } innerKnown) Check(inner, innerKnown, here);
        }
    }
}
