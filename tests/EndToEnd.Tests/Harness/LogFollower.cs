using System.Diagnostics;
using System.Text;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>Waits for words without polling: <c>docker logs -f</c>, <c>docker events</c>.</summary>
internal static class LogFollower
{
    /// <returns>All that the container wrote on stdout and stderr so far.</returns>
    /// <exception cref="TimeoutException">It did not say it, or ended without saying it.</exception>
    public static Task<string> Until(string container, string text, TimeSpan within, IReadOnlyDictionary<string, string> environment) =>
        Until(["logs", "-f", container], text, within, environment);

    /// <param name="arguments">Of docker.</param>
    public static async Task<string> Until(string[] arguments, string text, TimeSpan within, IReadOnlyDictionary<string, string> environment)
    {
        var info = new ProcessStartInfo("/bin/sh", ["-c", "exec docker \"$@\" 2>&1", "sh", .. arguments]) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        using var process = Process.Start(info)!;
        using var deadline = new CancellationTokenSource(within);
        var said = new StringBuilder();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
                if (said.Append(line).Append('\n') is var _ && line.Contains(text))
                    return said.ToString();
            throw new TimeoutException($"the container ended without saying '{text}'; it said:\n{said}");
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the container did not say '{text}' within {within.TotalSeconds:0} s; it said:\n{said}");
        }
        finally
        {
            process.Kill();
        }
    }
}
