namespace Dkvm.Actors.Ports;

/// <summary>Starts virtiofsd on the image's root.</summary>
public interface IVirtiofsdPort
{
    /// <summary>Starts it. <paramref name="onEnd"/> is called once, from any thread, with the end of its stderr.</summary>
    IVirtiofsd Start(Action<ProcessEnd, string> onEnd);
}

/// <summary>A running virtiofsd.</summary>
public interface IVirtiofsd
{
    int Pid { get; }

    /// <summary>
    /// A vhost-user socket that is connected already, although virtiofsd may still be starting: QEMU takes it over.
    /// </summary>
    int Socket { get; }

    void Kill();
}
