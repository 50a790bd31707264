using System.Diagnostics;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>Runs programs to their end, never longer than asked.</summary>
internal static class Program
{
    /// <param name="input">What the program reads on stdin, which then ends; null for nothing.</param>
    /// <exception cref="TimeoutException">It was still running after <paramref name="within"/> and has been killed.</exception>
    public static async Task<Finished> Run(
        string file, IReadOnlyList<string> arguments, TimeSpan within,
        byte[]? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var commandLine = string.Join(' ', arguments.Prepend(file));
        using var process = new Process { StartInfo = StartInfo(file, arguments, environment) };
        var start = Stopwatch.GetTimestamp();
        process.Start();
        var output = ReadAll(process.StandardOutput.BaseStream);
        var errors = ReadAll(process.StandardError.BaseStream);
        var feeding = Feed(process.StandardInput.BaseStream, input ?? []);
        using var deadline = new CancellationTokenSource(within);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            // A grandchild that holds the pipes must not make this wait for ever.
            await Task.WhenAll(output, errors, feeding).WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{commandLine}\n  did not end within {within.TotalSeconds:0} s{await Written(output, errors)}");
        }
        return new(commandLine, process.ExitCode, await output, await errors, Stopwatch.GetElapsedTime(start));
    }

    private static ProcessStartInfo StartInfo(string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var info = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            info.Environment[name] = value;
        return info;
    }

    private static async Task<byte[]> ReadAll(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task Feed(Stream stream, byte[] input)
    {
        try
        {
            await stream.WriteAsync(input);
            stream.Close();
        }
        catch (IOException)
        {
            // The program need not read all of it.
        }
    }

    private static async Task<string> Written(params Task<byte[]>[] streams)
    {
        var all = Task.WhenAll(streams);
        await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(2)));
        return string.Concat(streams.Where(s => s.IsCompletedSuccessfully)
            .Select(s => $"\n  wrote: {System.Text.Encoding.UTF8.GetString(s.Result.AsSpan(0, Math.Min(s.Result.Length, 2000)))}"));
    }
}
