namespace Akka.TestKit;

/// <summary>Opens when counted down; a test waits for that.</summary>
public class TestLatch
{
    private readonly CountdownEvent _countdown;
    private readonly TimeSpan _defaultTimeout;
    private readonly Func<TimeSpan, TimeSpan> _dilate;

    public TestLatch() : this(1) { }

    public TestLatch(int count) : this(count, TimeSpan.FromSeconds(5)) { }

    public TestLatch(int count, TimeSpan defaultTimeout) : this(static t => t, defaultTimeout, count) { }

    protected TestLatch(Func<TimeSpan, TimeSpan> dilate, TimeSpan defaultTimeout, int count) =>
        (_dilate, _defaultTimeout, _countdown) = (dilate, defaultTimeout, new CountdownEvent(count));

    public bool IsOpen => _countdown.IsSet;

    public void CountDown()
    {
        if (!_countdown.IsSet) _countdown.Signal();
    }

    public void Open()
    {
        while (!_countdown.IsSet) CountDown();
    }

    public void Reset() => _countdown.Reset();

    /// <exception cref="TimeoutException">It is still closed after the time-out.</exception>
    public void Ready(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan) throw new ArgumentException("TestLatch does not support waiting for infinite time", nameof(timeout));
        if (!_countdown.Wait(_dilate(timeout))) throw new TimeoutException($"Timeout of {timeout}");
    }

    public void Ready() => Ready(_defaultTimeout);
}

internal sealed class KitLatch(Func<TimeSpan, TimeSpan> dilate, TimeSpan defaultTimeout, int count) : TestLatch(dilate, defaultTimeout, count);
