namespace Akka.TestKit.Internal;

/// <summary>What a test actor got and the test has not taken yet; waits with or without a thread.</summary>
internal sealed class TestQueue
{
    private readonly LinkedList<MessageEnvelope> _messages = new();
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Count { get { lock (_messages) return _messages.Count; } }

    public void Enqueue(MessageEnvelope envelope)
    {
        lock (_messages)
        {
            _messages.AddLast(envelope);
            _arrival.TrySetResult();
        }
    }

    public bool TryTake(out MessageEnvelope envelope) => TryGet(remove: true, out envelope);

    public bool TryPeek(out MessageEnvelope envelope) => TryGet(remove: false, out envelope);

    /// <summary>False when nothing came within the time-out, which may be zero or infinite.</summary>
    public async ValueTask<(bool Success, MessageEnvelope Envelope)> GetAsync(bool remove, TimeSpan timeout, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        while (true)
        {
            Task arrival;
            lock (_messages)
            {
                if (TryGet(remove, out var envelope)) return (true, envelope);
                arrival = _arrival.Task;
            }

            var left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - System.Diagnostics.Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan) return (false, NullMessageEnvelope.Instance);
            try
            {
                await arrival.WaitAsync(left, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // One last look above.
            }
        }
    }

    private bool TryGet(bool remove, out MessageEnvelope envelope)
    {
        lock (_messages)
        {
            envelope = _messages.First?.Value ?? NullMessageEnvelope.Instance;
            if (_messages.First is null) return false;
            if (remove) _messages.RemoveFirst();
            if (_messages.Count == 0 && _arrival.Task.IsCompleted)
                _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }
}
