using System.Text;
using Dkvm.Actors.Ports;
using Dkvm.ContainerSide;
using Dkvm.Linux;

namespace Dkvm.Supervisor;

/// <summary>What the user reads on the container's stderr: warnings, and why the container ends.</summary>
internal static class Ending
{
    /// <returns>The container's exit code.</returns>
    public static int Report(Outcome outcome, Timeline? timeline = null)
    {
        var text = new StringBuilder();
        if (outcome.Failure is { } failure)
            text.AppendLine(failure.Render());
        if (outcome is { ShowEvidence: true, Evidence: { } evidence })
            text.Append(Section("QEMU", evidence.QemuErrors)).Append(Section("guest console", evidence.Console));
        if (timeline is not null)
            text.Append(timeline.Render());
        if (text.Length > 0)
        {
            // The workload's output, which does not block, has come to its end.
            Descriptor.SetBlocking(2);
            Write(text.ToString());
        }
        return outcome.ExitCode;
    }

    private static string Section(string name, string text) => text.Length > 0 ? $"--- {name} ---\n{text}\n" : "";

    public static void Warn(string text) => Write($"dkvm: warning: {text}\n");

    /// <summary>stderr may be a terminal in raw mode.</summary>
    private static void Write(string text) => Descriptor.WriteAll(
        2, Encoding.UTF8.GetBytes(Terminal.IsTerminal(2) ? text.ReplaceLineEndings("\r\n") : text));
}
