using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>
/// Follows a container's log, /run/dkvm/ID/state/log, from before it exists: by inotify, so that a fault comes right
/// after the step it is meant for.
/// </summary>
internal sealed class SupervisorLog : IDisposable
{
    private const string Run = "/run/dkvm";

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
    public Task Until(string words, TimeSpan within) => Until([words], within);

    /// <returns>Which of the words it has said.</returns>
    /// <exception cref="TimeoutException">It said none of them in time; shows what it said.</exception>
    public async Task<string> Until(string[] words, TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        try
        {
            while (true)
            {
                var text = Text;
                if (words.FirstOrDefault(text.Contains) is { } said)
                    return said;
                await _changed.WaitAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the supervisor's log did not say {string.Join(" or ", words)} within {within.TotalSeconds:0} s:\n{Text}");
        }
    }

    public void Dispose() => _watcher.Dispose();
}
