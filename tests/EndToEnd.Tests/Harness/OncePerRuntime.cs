using System.Collections.Concurrent;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>
/// What one container of each runtime shows, for all the sentences about it: a VM takes seconds to boot. A class
/// fixture; the container is gone before the first test looks.
/// </summary>
public abstract class OncePerRuntime<TFacts>(Engine engine)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<TFacts>>> _facts = [];

    private protected Docker Docker => engine.Docker;

    public Task<TFacts> Of(string runtime) =>
        _facts.GetOrAdd(runtime, r => new Lazy<Task<TFacts>>(() => Gather(r))).Value;

    protected abstract Task<TFacts> Gather(string runtime);

    /// <summary>Lines of the form "name: value".</summary>
    private protected static IReadOnlyDictionary<string, string> Parse(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Contains(": ") || line.EndsWith(':'))
            .Select(line => line.Split(':', 2))
            .ToDictionary(parts => parts[0], parts => parts[1].Trim());
}
