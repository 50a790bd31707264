namespace Dkvm.Actors.Lifecycle;

/// <summary>The words life-cycle tables are written in.</summary>
public static class Steps
{
    public static Step<TState> To<TState>(TState state, params Effect[] effects) => new(state, [.. effects]);

    public static Step<TState> Stay<TState>(TState state, params Effect[] effects) => new(state, [.. effects]);

    /// <summary>What every table says last: a late deadline guarded a state that is behind us; the rest is a mistake.</summary>
    public static Step<TState> Otherwise<TState>(TState state, object message)
        where TState : class =>
        message is Late
            ? Stay(state)
            : Stay(state, new Complain($"{message.GetType().Name} makes no sense in {state.GetType().Name}"));
}
