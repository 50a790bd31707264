namespace Dkvm.ContainerSide.Control;

/// <summary>One command of the control socket. An instance serves all clients.</summary>
public interface IControlCommand
{
    /// <summary>As clients write it.</summary>
    string Name { get; }

    /// <summary>
    /// Begins to serve a client, on the event loop's thread, and returns soon: the answer may come later and from any
    /// thread. An exception becomes the client's answer, a <see cref="Contract.DkvmException"/> word for word.
    /// </summary>
    void Begin(ControlCall call);
}
