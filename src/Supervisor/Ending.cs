using System.Text;
using Dkvm.Actors.Ports;
using Dkvm.ContainerSide;
using Dkvm.Linux;

namespace Dkvm.Supervisor;

/// <summary>What the user reads when the container ends.</summary>
internal static class Ending
{
    /// <returns>The container's exit code.</returns>
    public static int Report(Outcome outcome, Timeline? timeline = null)
    {
        var text = new StringBuilder();
        if (outcome.Failure is { } failure)
            text.AppendLine(failure.Render());
        if (outcome.Evidence is { } evidence)
            text.AppendLine(evidence.TrimEnd());
        if (timeline is not null)
            text.Append(timeline.Render());
        if (text.Length > 0)
        {
            // stderr may be a terminal in raw mode, and does not block: the reader may be slow, or gone.
            var output = Terminal.IsTerminal(2) ? text.ToString().ReplaceLineEndings("\r\n") : text.ToString();
            Descriptor.SetBlocking(2);
            Descriptor.WriteAll(2, Encoding.UTF8.GetBytes(output));
        }
        return outcome.ExitCode;
    }
}
