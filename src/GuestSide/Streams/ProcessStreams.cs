using Dkvm.Linux;

namespace Dkvm.GuestSide.Streams;

/// <summary>
/// The two sides of a process's standard streams: what it gets, and what we keep of pipes or of a terminal's master.
/// </summary>
internal sealed class ProcessStreams
{
    /// <summary>In bytes, four times Linux's own: each time that a pipe is full or empty costs a change of processes.</summary>
    private const int PipeSize = 256 * 1024;

    private readonly List<int> _theirs = [];

    private ProcessStreams(int input, int output, int errors, int terminal, IReadOnlyList<int> theirs)
    {
        (Input, Output, Errors, Terminal) = (input, output, errors, terminal);
        _theirs.AddRange(theirs);
    }

    /// <summary>Ours, for writing; -1 where the process reads /dev/null.</summary>
    public int Input { get; }

    public int Output { get; }

    /// <summary>Ours; -1 with a terminal.</summary>
    public int Errors { get; }

    /// <summary>The master, which is also <see cref="Output"/>; -1 without a terminal.</summary>
    public int Terminal { get; }

    /// <summary>The process's 0, 1 and 2.</summary>
    public IReadOnlyList<int> Theirs => _theirs;

    /// <summary>
    /// Pipes, which belong to the user so that he can open /dev/stdout anew: runc's fixStdioPermissions.
    /// </summary>
    public static ProcessStreams Pipes(uint uid, int? nullDevice)
    {
        var (inRead, inWrite) = nullDevice is { } device ? (device, -1) : Descriptor.Pipe();
        var (outRead, outWrite) = Descriptor.Pipe();
        var (errRead, errWrite) = Descriptor.Pipe();
        foreach (var ours in (ReadOnlySpan<int>)[inWrite, outRead, errRead])
            if (ours >= 0)
            {
                Descriptor.TrySetPipeSize(ours, PipeSize);
                Descriptor.SetNonBlocking(ours);
                _ = FileNode.TryOwn(ours, uid);
            }
        return new(inWrite, outRead, errRead, terminal: -1, [inRead, outWrite, errWrite]);
    }

    /// <summary>A terminal from the workload's own /dev/pts, with its size and its owner set.</summary>
    /// <returns>Also its number n: /dev/pts/n.</returns>
    public static (ProcessStreams Streams, int Number) OnTerminal(string multiplexer, uint uid, int rows, int columns)
    {
        var (master, terminal, number) = Pty.Open(multiplexer);
        if (rows > 0 && columns > 0)
            Pty.Resize(master, rows, columns);
        Descriptor.SetNonBlocking(master);
        _ = FileNode.TryOwn(terminal, uid);
        // Twice, because the event loop watches a descriptor once.
        return (new(Descriptor.Duplicate(master), master, errors: -1, master,
            [terminal, Descriptor.Duplicate(terminal), Descriptor.Duplicate(terminal)]), number);
    }

    /// <summary>
    /// One more of the terminal's end, which keeps it from hanging up as long as we have it: systemd opens its console for
    /// each line anew. -1 without a terminal.
    /// </summary>
    public int HoldTerminal() => Terminal >= 0 ? Descriptor.Duplicate(_theirs[0]) : -1;

    /// <summary>The process has them, or never will: only without ours does a stream's end come.</summary>
    public void CloseTheirs()
    {
        foreach (var fd in _theirs)
            Descriptor.Close(fd);
        _theirs.Clear();
    }

    public void CloseAll()
    {
        CloseTheirs();
        Descriptor.Close(Input);
        Descriptor.Close(Output);
        Descriptor.Close(Errors);
    }
}
