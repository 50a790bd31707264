using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Protocol.Control;

namespace Dkvm.HostSide.Commands;

/// <summary>
/// console: what the guest's console and its kernel have said, and with --follow what they say until the VM ends; of a VM that
/// failed, what its post-mortem has.
/// </summary>
public static class ConsoleCommand
{
    /// <summary>The supervisor waits less long for the guest; one that does not answer in this time hangs, or is paused.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static int Run(string id, Containers containers, bool follow, TextWriter output, TextWriter errors, string run = Paths.HostRun)
    {
        if (containers.State(id) is not null)
            try
            {
                using var client = ControlClient.Connect(id, run);
                return Read(client, follow, output, errors);
            }
            catch (DkvmException) when (containers.PostMortem(id) is not null)
            {
                // It has ended meanwhile.
            }
        var report = containers.PostMortem(id) ?? throw new DkvmException($"container {id} is not running");
        var text = new ConsoleText(output);
        text.Console(report.Console);
        text.End();
        if (!text.Any)
            errors.WriteLine($"dkvm: the guest has said nothing on its console; dkvmctl logs {id} shows what happened");
        return 0;
    }

    private static int Read(ControlClient client, bool follow, TextWriter output, TextWriter errors)
    {
        var text = new ConsoleText(output);
        client.Send(ConsoleWire.Name, json => ConsoleWire.Write(json, follow));
        var past = true;
        try
        {
            ControlAnswer answer;
            while ((answer = client.Next(past ? Patience : null)) is ControlAnswer.Event { Value: var said })
                past &= !Take(said, text, errors);
            text.End();
            Note(((ControlAnswer.Return)answer).Value, errors);
            return 0;
        }
        catch (DkvmException) when (client.HasGone && (follow || text.Any))
        {
            text.End(); // the VM's end is the console's
            return 0;
        }
    }

    /// <returns>Whether that was the past.</returns>
    private static bool Take(JsonElement said, ConsoleText text, TextWriter errors)
    {
        if (said.TryGetProperty(ConsoleWire.Console, out var console))
            text.Console(console.GetString()!);
        else if (said.TryGetProperty(ConsoleWire.Kernel, out var lines))
            text.Kernel(lines.EnumerateArray().Select(l => l.GetString()!));
        else if (said.TryGetProperty(ConsoleWire.Lost, out var lost))
            text.Remark($"dkvm: {lost.GetInt64()} bytes were left out, as they were not taken in time");
        else
        {
            text.EndPast();
            Note(said, errors);
            return true;
        }
        return false;
    }

    private static void Note(JsonElement said, TextWriter errors)
    {
        if (said.TryGetProperty(ConsoleWire.Note, out var note))
            errors.WriteLine($"dkvm: {TerminalText.CleanLine(note.GetString()!)}");
    }
}
