namespace Dkvm.Linux;

/// <summary>
/// One thread that waits for descriptors, timers and posted work, and calls back. All callbacks run on the loop's
/// thread; only <see cref="Post"/> and <see cref="Stop"/> may be called from others. Level-triggered, epoll(7).
/// </summary>
public sealed class EventLoop : IDisposable
{
    private readonly int _epoll = Epoll.Create();
    private readonly int _wake = Epoll.CreateEventFd();
    private readonly Dictionary<int, Watch> _watches = [];
    private readonly HashSet<Watch> _alwaysReady = [];
    private readonly PriorityQueue<LoopTimer, long> _timers = new();
    private readonly Queue<Action> _posted = [];
    private readonly TimeProvider _time;
    private int _generation;
    private volatile bool _stopped;

    public EventLoop(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _ = Epoll.Control(_epoll, Epoll.Add, _wake, Epoll.In, generation: 0);
    }

    /// <summary>Runs on a thread of its own.</summary>
    public void Start(string threadName) =>
        new Thread(Run, maxStackSize: 512 * 1024) { Name = threadName, IsBackground = true }.Start();

    /// <summary>Runs until <see cref="Stop"/>.</summary>
    public void Run()
    {
        Span<Epoll.Event> events = stackalloc Epoll.Event[64];
        Span<byte> counter = stackalloc byte[8];
        while (!_stopped)
        {
            var count = Epoll.Wait(_epoll, events, NextTimeout());
            for (var i = 0; i < count; i++)
            {
                var e = events[i];
                if (e.Fd == _wake)
                    Descriptor.Read(_wake, counter);
                else if (_watches.TryGetValue(e.Fd, out var watch) && watch.Generation == e.Generation)
                    watch.Fire((e.Events & ~Epoll.Out) != 0, (e.Events & ~Epoll.In) != 0, (e.Events & (Epoll.Error | Epoll.HangUp)) != 0);
            }
            foreach (var watch in _alwaysReady.Count == 0 ? [] : _alwaysReady.ToArray())
                watch.Fire(watch.WantsRead, watch.WantsWrite);
            RunPosted();
            RunTimers();
        }
    }

    /// <summary>Has <paramref name="work"/> run on the loop's thread, in the order of the calls.</summary>
    public void Post(Action work)
    {
        lock (_posted)
            _posted.Enqueue(work);
        Wake();
    }

    public void Stop()
    {
        _stopped = true;
        Wake();
    }

    /// <summary>
    /// Watches a descriptor, which stays the caller's: he closes it after disposing of the watch. Nothing is
    /// wanted at first. Files and /dev/null, which epoll refuses with EPERM, count as always ready.
    /// </summary>
    public Watch Add(int fd, Action<Watch> onReadable, Action<Watch>? onWritable = null, Action<Watch>? onHangUp = null)
    {
        var watch = new Watch(this, fd, ++_generation, onReadable, onWritable, onHangUp);
        var error = Epoll.Control(_epoll, Epoll.Add, fd, 0, watch.Generation);
        if (error == -Errno.EPERM)
            watch.Unpollable = true;
        else if (error < 0)
            throw new LinuxException($"epoll_ctl add {fd}", -error);
        else
            _watches[fd] = watch;
        return watch;
    }

    /// <summary>Calls back once after a delay, unless cancelled by disposing of what is returned.</summary>
    public LoopTimer After(TimeSpan delay, Action callback)
    {
        var due = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
        var timer = new LoopTimer(callback);
        _timers.Enqueue(timer, due);
        return timer;
    }

    public void Dispose()
    {
        Stop();
        Descriptor.Close(_epoll);
        Descriptor.Close(_wake);
    }

    internal void Changed(Watch watch)
    {
        if (watch.Unpollable)
        {
            if (watch.WantsRead || watch.WantsWrite)
                _alwaysReady.Add(watch);
            else
                _alwaysReady.Remove(watch);
            return;
        }
        var events = (watch.WantsRead ? Epoll.In : 0) | (watch.WantsWrite ? Epoll.Out : 0);
        // Without any interest the kernel would still report hang-ups, over and over: leave the set instead.
        var wanted = events != 0 || watch.WantsHangUp;
        var operation = !wanted ? Epoll.Remove : watch.Registered ? Epoll.Modify : Epoll.Add;
        if (wanted || watch.Registered)
            _ = Epoll.Control(_epoll, operation, watch.Fd, events, watch.Generation);
        watch.Registered = wanted;
    }

    internal void Removed(Watch watch)
    {
        _alwaysReady.Remove(watch);
        if (watch.Unpollable || !_watches.Remove(watch.Fd))
            return;
        if (watch.Registered)
            _ = Epoll.Control(_epoll, Epoll.Remove, watch.Fd, 0, 0);
    }

    private void Wake() => Descriptor.Write(_wake, [1, 0, 0, 0, 0, 0, 0, 0]);

    private int NextTimeout()
    {
        if (_alwaysReady.Count > 0)
            return 0;
        while (_timers.TryPeek(out var timer, out var due))
        {
            if (timer.Cancelled)
                _timers.Dequeue();
            else
                return (int)Math.Clamp(Math.Ceiling((due - _time.GetTimestamp()) * 1000.0 / _time.TimestampFrequency), 0, 3_600_000);
        }
        return -1;
    }

    private void RunPosted()
    {
        while (true)
        {
            Action? work;
            lock (_posted)
            {
                if (!_posted.TryDequeue(out work))
                    return;
            }
            work();
        }
    }

    private void RunTimers()
    {
        while (_timers.TryPeek(out var timer, out var due) && (timer.Cancelled || due <= _time.GetTimestamp()))
        {
            _timers.Dequeue();
            if (!timer.Cancelled)
                timer.Fire();
        }
    }
}
