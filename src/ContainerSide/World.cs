using Dkvm.Linux;

namespace Dkvm.ContainerSide;

/// <summary>What all the ports share: one event loop and one reaper.</summary>
public sealed class World
{
    public EventLoop Loop { get; } = new();

    public Reaper Reaper { get; } = new();

    public void Start()
    {
        Loop.Start("loop");
        Reaper.Start();
    }
}
