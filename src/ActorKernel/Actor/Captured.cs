using System.Runtime.CompilerServices;

namespace Akka.Actor;

/// <summary>
/// Gives a Props factory the variables it captured as they are when the Props are made. Akka.NET evaluates a factory's
/// arguments then; with factories that share their variables with the code around them, a loop that makes actors of
/// its counter would give all of them the last value.
/// </summary>
internal static class Captured
{
    public static Func<ActorBase> Snapshot<TActor>(Func<TActor> factory) where TActor : ActorBase
    {
        // Only what the compiler made to hold captured variables is copied, never an object of the program's.
        if (factory.Target is not { } closure || !closure.GetType().Name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal)
            || factory.HasSingleTarget is false)
            return factory;
        var copy = (Func<TActor>)Clone(factory);
        // The two runtimes keep a delegate's first argument under different names.
        if (RuntimeFeature.IsDynamicCodeSupported) Target(copy) = Clone(closure);
        else FirstParameter(copy) = Clone(closure);
        return copy;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(MemberwiseClone))]
    private static extern object Clone(object o);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_target")]
    private static extern ref object Target(Delegate d);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_firstParameter")]
    private static extern ref object FirstParameter(Delegate d);
}
