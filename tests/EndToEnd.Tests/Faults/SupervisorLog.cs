using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>
/// Follows a container's log, /run/dkvm/ID/state/log, from before it exists: by inotify, so that a fault comes right
/// after the step it is meant for.
/// </summary>
internal sealed class SupervisorLog : IDisposable
{
    private const string Run = "/run/dkvm";

    /// <summary>A folder's first events may come before it is watched.</summary>
    private static readonly TimeSpan WithoutEvents = TimeSpan.FromMilliseconds(100);

    private readonly string _container;
    private readonly FileSystemWatcher _watcher;
    private readonly SemaphoreSlim _changed = new(0);

    public SupervisorLog(string container)
    {
        _container = container;
        Directory.CreateDirectory(Run, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _watcher = new FileSystemWatcher(Run)
        {
            IncludeSubdirectories = true,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        FileSystemEventHandler wake = (_, _) => _changed.Release();
        _watcher.Created += wake;
        _watcher.Changed += wake;
        _watcher.EnableRaisingEvents = true;
    }

    public string Text => EngineState.Read($"{Run}/{_container}/state/log");

    /// <exception cref="TimeoutException">It did not say it in time; shows what it said.</exception>
    public Task Until(string words, TimeSpan within) => Until([words], within, isOver: () => false);

    /// <param name="words">Any of them.</param>
    /// <param name="within">How long at most.</param>
    /// <param name="isOver">Nothing more will be said: the log has gone with its container.</param>
    /// <returns>Which of the words it has said.</returns>
    /// <exception cref="TimeoutException">It said none of them in time; shows what it said.</exception>
    /// <exception cref="TooLateException">It is over.</exception>
    public async Task<string> Until(string[] words, TimeSpan within, Func<bool> isOver)
    {
        using var deadline = new CancellationTokenSource(within);
        try
        {
            while (true)
            {
                var over = isOver();
                var text = Text;
                if (words.FirstOrDefault(text.Contains) is { } said)
                    return said;
                if (over)
                    throw new TooLateException($"the container has ended; its log did not say {string.Join(" or ", words)}");
                await _changed.WaitAsync(WithoutEvents, deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the supervisor's log did not say {string.Join(" or ", words)} within {within.TotalSeconds:0} s:\n{Text}");
        }
    }

    public void Dispose() => _watcher.Dispose();
}
