using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using static Dkvm.Actors.Lifecycle.Steps;

namespace Dkvm.Actors.Network;

public abstract record NetworkState
{
    public sealed record Idle : NetworkState;

    /// <summary>Being set up, for the n-th time, first 1.</summary>
    public sealed record SettingUp(int Attempt, int Try) : NetworkState;

    public sealed record Ready(int Attempt, NetworkSetup Setup) : NetworkState;
}

public abstract record NetworkEvent
{
    /// <summary>From the VM: set up, for its n-th attempt to start.</summary>
    public sealed record Start(int Attempt) : NetworkEvent;

    public sealed record SetUpDone(NetworkSetup Setup) : NetworkEvent;

    public sealed record SetUpFailed(string Cause) : NetworkEvent;
}

public sealed record SetUpNetwork : Effect;

/// <summary>State(S) × Event(E) → State(S') + Effects. Pure.</summary>
public static class NetworkLifecycle
{
    public static Step<NetworkState> Next(NetworkState state, object message, int tries) => (state, message) switch
    {
        (NetworkState.Idle, NetworkEvent.Start s) => To<NetworkState>(new NetworkState.SettingUp(s.Attempt, 1), new SetUpNetwork()),

        (NetworkState.SettingUp s, NetworkEvent.SetUpDone done) =>
            To<NetworkState>(new NetworkState.Ready(s.Attempt, done.Setup), new Report(new Vm.VmEvent.NetworkReady(s.Attempt, done.Setup))),
        (NetworkState.SettingUp s, NetworkEvent.SetUpFailed failed) when s.Try < tries =>
            Stay(state, new Complain($"try {s.Try} of {tries}: {failed.Cause}"), new Arm(Deadline.NetworkRetry, Times: 1 << (s.Try - 1))),
        (NetworkState.SettingUp, NetworkEvent.SetUpFailed failed) => Stay(state, new Fail(failed.Cause)),
        (NetworkState.SettingUp s, Late { Deadline: Deadline.NetworkRetry }) =>
            To<NetworkState>(s with { Try = s.Try + 1 }, new SetUpNetwork()),

        // The VM starts anew: the taps still stand.
        (NetworkState.Ready r, NetworkEvent.Start s) =>
            Stay<NetworkState>(r with { Attempt = s.Attempt }, new Report(new Vm.VmEvent.NetworkReady(s.Attempt, r.Setup))),

        _ => Otherwise(state, message),
    };
}
