using Akka.Actor;
using Akka.Configuration;
using Akka.DependencyInjection;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dkvm.Tests.ActorKernel.Kernel;

/// <summary>Akka.Hosting: a system within Microsoft.Extensions.Hosting.</summary>
public sealed class HostingTests
{
    [Fact]
    public async Task Actors_start_with_the_host_and_stop_with_it()
    {
        using var host = Build(akka => akka.WithActors((system, registry) =>
            registry.Register<Echo>(system.ActorOf(Props.Create(() => new Echo("")), "echo"))));
        await host.StartAsync();
        var actor = host.Services.GetRequiredService<IRequiredActor<Echo>>().ActorRef;
        Assert.Equal("/user/echo", actor.Path.ToStringWithoutAddress());
        Assert.Equal("hi", await actor.Ask<string>("hi"));
        var system = host.Services.GetRequiredService<ActorSystem>();
        await host.StopAsync();
        Assert.True(system.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Services_are_injected_into_actors()
    {
        using var host = Build(akka => akka.WithActors((system, registry, resolver) =>
            registry.Register<Greeter>(system.ActorOf(resolver.Props<Greeter>("!")))));
        await host.StartAsync();
        Assert.Equal("hello you!", await (await host.Services.GetRequiredService<ActorRegistry>().GetAsync<Greeter>()).Ask<string>("you"));
        await host.StopAsync();
    }

    [Fact]
    public async Task Hocon_is_put_above_or_below()
    {
        using var host = Build(akka => akka
            .AddHocon("my { a = 1, b = 1 }", HoconAddMode.Append)
            .AddHocon("my { b = 2, c = 2 }", HoconAddMode.Append)
            .AddHocon("my { c = 3 }", HoconAddMode.Prepend));
        await host.StartAsync();
        var config = host.Services.GetRequiredService<ActorSystem>().Settings.Config;
        Assert.Equal((1, 1, 3), (config.GetInt("my.a"), config.GetInt("my.b"), config.GetInt("my.c")));
        await host.StopAsync();
    }

    [Fact]
    public async Task Startup_tasks_run_after_the_actors_before_them()
    {
        var order = new List<string>();
        using var host = Build(akka => akka
            .WithActors((_, _) => order.Add("actors"))
            .AddStartup(async (_, _) =>
            {
                await Task.Yield();
                order.Add("startup");
            })
            .AddStartup((_, _) => order.Add("last")));
        await host.StartAsync();
        Assert.Equal(["actors", "startup", "last"], order);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_system_that_terminates_stops_its_host()
    {
        using var host = Build(_ => { });
        await host.StartAsync();
        var stopping = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        await host.Services.GetRequiredService<ActorSystem>().Terminate();
        await stopping.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await host.StopAsync();
    }

    [Fact]
    public async Task The_registry_refuses_a_second_actor_under_a_key_unless_told_to_overwrite()
    {
        var system = ActorSystem.Create("registry", ConfigurationFactory.ParseString("akka.loggers = []"));
        var registry = ActorRegistry.For(system);
        var waiting = registry.GetAsync<Echo>();
        Assert.Throws<MissingActorRegistryEntryException>(() => registry.Get<Echo>());
        var (first, second) = (system.ActorOf(Props.Empty), system.ActorOf(Props.Empty));
        registry.Register<Echo>(first);
        Assert.Equal(first, await waiting);
        Assert.Throws<DuplicateActorRegistryException>(() => registry.Register<Echo>(second));
        Assert.True(registry.TryRegister<Echo>(second, overwrite: true));
        Assert.Equal(second, registry.Get<Echo>());
        Assert.Single(registry);
        await system.Terminate();
    }

    private static IHost Build(Action<AkkaConfigurationBuilder> configure) => new HostBuilder()
        .ConfigureServices(services => services
            .AddSingleton(new Greeting("hello"))
            .AddAkka("hosted", (akka, _) => configure(akka.AddHocon("akka.loggers = []", HoconAddMode.Append))))
        .Build();

    public sealed record Greeting(string Text);

    public sealed class Echo(string suffix) : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message + suffix);
    }

    public sealed class Greeter(Greeting greeting, string suffix) : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell($"{greeting.Text} {message}{suffix}");
    }
}
