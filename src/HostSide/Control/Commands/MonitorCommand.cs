using System.Text;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol.Control;

namespace Dkvm.HostSide.Commands;

/// <summary>
/// monitor: a command of QEMU's human monitor, or those that come on stdin, one a line. What QEMU says to a command that there is
/// not, or that failed, goes to stderr, and the exit code is 1.
/// </summary>
public sealed class MonitorCommand(string id, TextWriter output, TextWriter errors, string run = Paths.HostRun)
{
    private const string Prompt = "(qemu) ";

    /// <summary>QEMU answers between two steps of its machine; this is for "info mtree" and an emulated machine that works hard.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>For the supervisor's last word.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>One command.</summary>
    public int Run(string command)
    {
        using var client = ControlClient.Connect(id, run);
        return Ask(client, command);
    }

    /// <summary>Commands until the end of the input, or until one says quit: that is the monitor's end here, not the VM's.</summary>
    /// <param name="input">Where they come from.</param>
    /// <param name="atTerminal">There is somebody who wants a prompt.</param>
    /// <returns>1 where commands of a script failed; who types has seen it.</returns>
    public int Converse(TextReader input, bool atTerminal)
    {
        var failed = false;
        while (true)
        {
            if (atTerminal)
                output.Write(Prompt);
            output.Flush();
            var line = input.ReadLine();
            if (line is null && atTerminal)
                output.WriteLine();
            if (line?.Trim() is null or "quit" or "q" or "exit")
                return failed && !atTerminal ? 1 : 0;
            if (line.Trim().Length > 0)
                failed |= !TryAsk(line.Trim());
        }
    }

    /// <summary>In the words of monitor/hmp.c and of hmp_handle_error in QEMU: the protocol itself tells no error from an answer.</summary>
    public static bool IsError(string answer) =>
        answer.StartsWith("unknown command: ", StringComparison.Ordinal)
        || answer.StartsWith("Error: ", StringComparison.Ordinal)
        || answer.StartsWith("Command \"", StringComparison.Ordinal) && answer.Contains("\" is not available")
        || answer.TrimEnd().EndsWith("\" for more information", StringComparison.Ordinal);

    private bool TryAsk(string command)
    {
        using var client = ControlClient.Connect(id, run);
        try
        {
            return Ask(client, command) == 0;
        }
        catch (DkvmException e) when (!client.HasGone)
        {
            errors.WriteLine(e.Render());
            return false;
        }
    }

    private int Ask(ControlClient client, string command)
    {
        var (ours, theirs) = UnixSocket.Pair();
        try
        {
            client.Send(MonitorWire.Monitor, json => MonitorWire.Write(json, command), theirs);
            Descriptor.Close(theirs);
            theirs = -1;
            var answer = TerminalText.Clean(ReadAll(ours));
            client.Next(Grace);
            var failed = IsError(answer);
            (failed ? errors : output).Write(answer);
            return failed ? 1 : 0;
        }
        finally
        {
            Descriptor.Close(theirs);
            Descriptor.Close(ours);
        }
    }

    private string ReadAll(int from)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            if (!Poll.WaitReadable(from, Patience))
                throw new DkvmException($"QEMU of container {id} has not answered in {Patience.TotalSeconds:0} s", remedy: "is the container paused?");
            var n = Descriptor.Read(from, buffer);
            if (n <= 0)
                return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
            bytes.Write(buffer, 0, n);
        }
    }
}
