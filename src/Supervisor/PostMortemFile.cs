using System.Text.Json;
using Akka.Actor;
using Dkvm.Actors.Ports;
using Dkvm.ContainerSide;
using Dkvm.ContainerSide.Processes;
using Dkvm.Contract;
using Dkvm.Contract.Json;

namespace Dkvm.Supervisor;

/// <summary>Writes the post-mortem of a container that failed, for the host to keep.</summary>
internal static class PostMortemFile
{
    private const int MostLogBytes = 64 * 1024;

    /// <summary>How long the log may take to write what it has: it is a file in memory.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="containerId">Whose.</param>
    /// <param name="outcome">Nothing is written where it is no failure.</param>
    /// <param name="log">The <see cref="LogActor"/>, which may have events left to write.</param>
    /// <param name="timeline">Of the start-up.</param>
    /// <param name="at">Now.</param>
    public static void Write(string containerId, Outcome outcome, IActorRef log, Timeline timeline, DateTimeOffset at)
    {
        if (outcome is not { KeepPostMortem: true, Failure: { } failure })
            return;
        Flush(log);
        var report = new PostMortem
        {
            ContainerId = containerId,
            At = at,
            ExitCode = outcome.ExitCode,
            Cause = failure.Message,
            Events = Tail(Paths.Log),
            Timeline = timeline.Marks,
            Console = outcome.Evidence?.Console ?? "",
            QemuErrors = outcome.Evidence?.QemuErrors ?? "",
            Memory = MemoryEvents.Read(),
        };
        try
        {
            var half = $"{Paths.PostMortem}.half";
            File.WriteAllBytes(half, JsonSerializer.SerializeToUtf8Bytes(report, ReportJson.Default.PostMortem));
            File.Move(half, Paths.PostMortem, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // /run is full, say: the container's exit code and its line on stderr matter more.
        }
    }

    private static void Flush(IActorRef log)
    {
        try
        {
            log.Ask<LogActor.Flushed>(new LogActor.Flush(), Patience).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is AskTimeoutException or TaskCanceledException)
        {
            // The events so far will have to do.
        }
    }

    /// <summary>The last whole lines.</summary>
    private static string[] Tail(string file)
    {
        try
        {
            using var log = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var start = Math.Max(0, log.Length - MostLogBytes);
            log.Seek(start, SeekOrigin.Begin);
            var lines = new StreamReader(log).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return start > 0 ? lines[1..] : lines;
        }
        catch (IOException)
        {
            return [];
        }
    }
}
