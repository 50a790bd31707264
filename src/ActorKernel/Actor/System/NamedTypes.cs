using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Akka.Actor.Internal;

/// <summary>
/// Makes what settings name by type, as Akka.NET does: where the process compiles at run time. Compiled ahead of time
/// there are no types by name, and only what <see cref="KnownTypes"/> has can be named.
/// </summary>
internal static class NamedTypes
{
    /// <summary>Null if there is no such type, or none can be found by name here.</summary>
    /// <exception cref="Configuration.ConfigurationException">The type is not of the kind asked for.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2057", Justification = "Not reached where the program has been trimmed.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "Not reached where the program has been trimmed.")]
    public static T Create<T>(string setting, string typeName, params object[] arguments) where T : class =>
        !RuntimeFeature.IsDynamicCodeSupported || Type.GetType(typeName) is not { } type ? null
        : typeof(T).IsAssignableFrom(type) ? (T)New(type, arguments)
        : throw new Configuration.ConfigurationException($"{setting}: {type} is no {typeof(T).Name}");

    [UnconditionalSuppressMessage("Trimming", "IL2057", Justification = "Not reached where the program has been trimmed.")]
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "Not reached where the program has been trimmed.")]
    public static Props PropsOf(string typeName) =>
        RuntimeFeature.IsDynamicCodeSupported && Type.GetType(typeName) is { } type ? Props.Create(type) : null;

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "Not reached where the program has been trimmed.")]
    private static object New(Type type, object[] arguments)
    {
        const System.Reflection.BindingFlags Any = System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public
            | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.CreateInstance;
        return Activator.CreateInstance(type, Any, null, arguments, null);
    }
}
