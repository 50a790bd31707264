using Dkvm.Actors.Ports;
using Dkvm.Linux;

namespace Dkvm.ContainerSide.Exec;

/// <summary>
/// A client's stdin, stdout and stderr as they came over the control socket. They are closed by whoever has them last:
/// the client's connection, unless a session has taken them. Loop's thread only.
/// </summary>
public sealed class ExecStdio(IReadOnlyList<int> descriptors) : IExecStdio
{
    public const int Count = 3;

    private bool _taken;
    private bool _closed;

    public int Input => descriptors[0];

    public int Output => descriptors[1];

    public int Errors => descriptors[2];

    /// <summary>The terminal's, or zeros.</summary>
    public (int Rows, int Columns) Size => _closed ? (0, 0) : Terminal.Size(Input);

    /// <returns>False where the client has gone, and they with it.</returns>
    public bool Take() => !_closed && !_taken && (_taken = true);

    /// <summary>The guest's terminal edits lines, echoes and makes signals of keys; this one only passes bytes on.</summary>
    public void MakeRaw()
    {
        if (Terminal.IsTerminal(Input))
            Terminal.MakeRaw(Input);
    }

    /// <summary>The connection is over: closes what no session has taken.</summary>
    public void CloseUnlessTaken()
    {
        if (!_taken)
            Close();
    }

    public void Close()
    {
        if (_closed)
            return;
        _closed = true;
        foreach (var fd in descriptors)
            Descriptor.Close(fd);
    }
}
