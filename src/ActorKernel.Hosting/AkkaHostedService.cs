using Akka.Actor;
using Microsoft.Extensions.Hosting;

namespace Akka.Hosting;

/// <summary>Starts the actor system with the host and ends it, by coordinated shutdown, with it.</summary>
public class AkkaHostedService(AkkaConfigurationBuilder configurationBuilder, IServiceProvider serviceProvider, IHostApplicationLifetime applicationLifetime)
    : IHostedService
{
    protected readonly AkkaConfigurationBuilder ConfigurationBuilder = configurationBuilder;

    protected ActorSystem ActorSystem { get; private set; }

    public virtual async Task StartAsync(CancellationToken cancellationToken)
    {
        ActorSystem = await ConfigurationBuilder.StartAsync(serviceProvider).ConfigureAwait(false);
        // A system that ends by itself takes its host with it.
        _ = ActorSystem.WhenTerminated.ContinueWith(_ => applicationLifetime.StopApplication(), TaskScheduler.Default);
    }

    public virtual async Task StopAsync(CancellationToken cancellationToken)
    {
        if (ActorSystem is null) return;
        await CoordinatedShutdown.Get(ActorSystem).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
