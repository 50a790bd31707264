using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Xunit.Abstractions;

namespace Akka.TestKit;

/// <summary>The base of Akka.NET's own specifications: a kit with little logging and hooks around the test.</summary>
public abstract partial class AkkaSpec : Xunit2.TestKit
{
    private static readonly Config SpecConfig = ConfigurationFactory.ParseString(
        "akka { loglevel = WARNING, stdout-loglevel = WARNING, actor.ask-timeout = 20s }");

    private static int _number;

    protected AkkaSpec(string config, ITestOutputHelper output = null) : this(ConfigurationFactory.ParseString(config), output) { }

    protected AkkaSpec(Config config = null, ITestOutputHelper output = null) : base(config.SafeWithFallback(SpecConfig), NextName(), output) => Begin();

    protected AkkaSpec(ITestOutputHelper output, Config config = null) : this(config, output) { }

    protected AkkaSpec(ActorSystemSetup setup, ITestOutputHelper output = null)
        : base(setup.WithSetup(setup.Get<BootstrapSetup>().GetOrElse(BootstrapSetup.Create()).WithConfigFallback(SpecConfig)), NextName(), output) => Begin();

    protected AkkaSpec(ActorSystem system, ITestOutputHelper output = null) : base(system, output) => Begin();

    public static Config AkkaSpecConfig => SpecConfig;

    protected virtual void AtStartup() { }

    protected virtual void BeforeTermination() { }

    protected virtual void AfterTermination() { }

    protected override void AfterAll()
    {
        BeforeTermination();
        base.AfterAll();
        AfterTermination();
    }

    protected void MuteDeadLetters(params Type[] messageClasses) => MuteDeadLetters(Sys, messageClasses);

    protected void MuteDeadLetters(ActorSystem sys, params Type[] messageClasses)
    {
        var filters = CreateEventFilter(sys);
        if (messageClasses.Length == 0) filters.DeadLetter().Mute();
        foreach (var type in messageClasses) filters.DeadLetter(type).Mute();
    }

    /// <summary>Runs it; an exception of that type is the result, and anything else a failure.</summary>
    protected T Intercept<T>(Action actionThatThrows) where T : Exception
    {
        try
        {
            actionThatThrows();
        }
        catch (T expected)
        {
            return expected;
        }

        Assertions.Fail("Expected exception of type {0}", typeof(T).Name);
        return null;
    }

    /// <summary>As <see cref="Intercept{T}"/>, where nothing more is asked of the exception.</summary>
    protected void AssertThrows<T>(Action actionThatThrows) where T : Exception => Intercept<T>(actionThatThrows);

    protected async Task<T> InterceptAsync<T>(Func<Task> funcThatThrows) where T : Exception
    {
        try
        {
            await funcThatThrows().ConfigureAwait(false);
        }
        catch (T expected)
        {
            return expected;
        }

        Assertions.Fail("Expected exception of type {0}", typeof(T).Name);
        return null;
    }

    private static string NextName() => $"AkkaSpec-{Interlocked.Increment(ref _number)}";

    private void Begin() => AtStartup();
}
