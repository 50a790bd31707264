namespace Akka.TestKit;

/// <summary>Lets everyone pass once as many wait as it was made for.</summary>
public class TestBarrier(TestKitBase testKit, int count, TimeSpan? defaultTimeout = null)
{
    private readonly Barrier _barrier = new(count);
    private readonly TimeSpan _defaultTimeout = testKit.Dilated(defaultTimeout ?? testKit.TestKitSettings.DefaultTimeout);

    public void Await() => Wait(_defaultTimeout);

    public void Await(TimeSpan timeout) => Wait(testKit.Dilated(timeout));

    public void Reset()
    {
        var waiting = _barrier.ParticipantCount;
        _barrier.RemoveParticipants(waiting);
        _barrier.AddParticipants(waiting);
    }

    private void Wait(TimeSpan timeout)
    {
        if (!_barrier.SignalAndWait(timeout)) throw new TimeoutException($"Timeout of {timeout}");
    }
}
