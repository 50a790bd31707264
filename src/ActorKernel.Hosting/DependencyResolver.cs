using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;

namespace Akka.DependencyInjection;

/// <summary>Props of actors whose constructors take services.</summary>
public interface IDependencyResolver
{
    IServiceProvider ServiceProvider { get; }

    T GetService<T>();

    object GetService(Type type);

    /// <param name="args">Arguments that are no services.</param>
    Props Props<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(params object[] args) where T : ActorBase;

    Props Props<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>() where T : ActorBase;
}

internal sealed class ServiceProviderDependencyResolver(IServiceProvider serviceProvider) : IDependencyResolver
{
    public IServiceProvider ServiceProvider { get; } = serviceProvider;

    public T GetService<T>() => ServiceProvider.GetService<T>();

    public object GetService(Type type) => ServiceProvider.GetService(type);

    public Props Props<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>() where T : ActorBase => Props<T>([]);

    public Props Props<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(params object[] args) where T : ActorBase
    {
        var services = ServiceProvider;
        return Actor.Props.Create(() => ActivatorUtilities.CreateInstance<T>(services, args));
    }
}
