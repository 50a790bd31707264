namespace Dkvm.Protocol.Control;

/// <summary>
/// The guest's processes on the control socket.
/// <code>
/// dkvmctl (host)                             supervisor
///   top ────────────────────────────────────▶        dkvm-processes, to the guest's agent
///                              ◀───────────── {"return": the guest's answer}   JSON of any content: nobody has judged it yet
/// </code>
/// </summary>
public static class TopWire
{
    public const string Top = "top";

    /// <summary>The longest answer that is passed on: it has to fit in a <see cref="ControlLine"/>.</summary>
    public const int MostBytes = 3 * 1024 * 1024;
}
