using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Logging".</summary>
public sealed class LoggingTests : TestKit
{
    public LoggingTests() : base("akka.loglevel = DEBUG") { }

    [Theory]
    [InlineData(LogLevel.DebugLevel, typeof(Debug))]
    [InlineData(LogLevel.InfoLevel, typeof(Info))]
    [InlineData(LogLevel.WarningLevel, typeof(Warning))]
    [InlineData(LogLevel.ErrorLevel, typeof(Error))]
    public void Each_level_has_its_event(LogLevel level, Type type)
    {
        Sys.EventStream.Subscribe(TestActor, type);
        Sys.Log.Log(level, "hello");
        var logged = FishForMessage<LogEvent>(e => e.Message.ToString() == "hello");
        Assert.IsType(type, logged);
        Assert.Equal(level, logged.LogLevel());
    }

    [Fact]
    public void Arguments_are_formatted() => EventFilter.Info("1 and two").ExpectOne(() => Sys.Log.Info("{0} and {1}", 1, "two"));

    [Fact]
    public void An_exception_may_come_along() =>
        EventFilter.Exception<FormatException>(message: "with cause").ExpectOne(() => Sys.Log.Error(new FormatException(), "with cause"));

    [Fact]
    public void An_actors_logger_has_its_path_as_source() =>
        EventFilter.Warning("from within", source: "akka://test/user/logger").ExpectOne(() =>
            Sys.ActorOf(Props.Create(() => new Logging_()), "logger").Tell("from within"));

    [Fact]
    public void A_wrong_template_does_not_lose_the_entry() =>
        EventFilter.Info(contains: "oops {3}").ExpectOne(() => Sys.Log.Info("oops {3}", 1));

    [Fact]
    public void Braces_without_arguments_are_plain_text() => EventFilter.Info("{ \"json\": 1 }").ExpectOne(() => Sys.Log.Info("{ \"json\": 1 }"));

    [Theory]
    [InlineData("debug", LogLevel.DebugLevel)]
    [InlineData("INFO", LogLevel.InfoLevel)]
    [InlineData("Warning", LogLevel.WarningLevel)]
    [InlineData("error", LogLevel.ErrorLevel)]
    public void Level_names_are_read(string name, LogLevel expected) => Assert.Equal(expected, Akka.Event.Logging.LogLevelFor(name));

    [Fact]
    public void An_unknown_level_is_refused() => Assert.Throws<ArgumentException>(() => Akka.Event.Logging.LogLevelFor("loud"));

    [Fact]
    public void Life_cycle_can_be_logged()
    {
        var system = ActorSystem.Create("lifecycle", Akka.Configuration.ConfigurationFactory.ParseString(
            "akka { loglevel = DEBUG, loggers = [], actor.debug.lifecycle = on }"));
        var probe = CreateTestProbe(system);
        system.EventStream.Subscribe(probe.Ref, typeof(Debug));
        var actor = system.ActorOf(Props.Empty, "it");
        probe.FishForMessage<Debug>(e => e.LogSource == actor.Path.ToString() && e.Message.ToString().StartsWith("started", StringComparison.OrdinalIgnoreCase));
        system.Stop(actor);
        probe.FishForMessage<Debug>(e => e.LogSource == actor.Path.ToString() && e.Message.ToString().StartsWith("stopped", StringComparison.OrdinalIgnoreCase));
        Shutdown(system);
    }

    private sealed class Logging_ : ReceiveActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        public Logging_() => Receive<string>(text => _log.Warning(text));
    }
}
