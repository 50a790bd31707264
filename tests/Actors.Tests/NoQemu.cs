using Dkvm.Actors.Ports;

namespace Dkvm.Tests.Actors;

/// <summary>A QEMU that is only passed on.</summary>
internal sealed class NoQemu : IQemu
{
    public int Pid => 0;

    public GuestSockets Guest => new(-1, -1);

    public string ConsoleTail => "";

    public string ErrorTail => "";

    public void Continue()
    {
    }

    public void SetMemory(int mebibytes)
    {
    }

    public void PowerDown()
    {
    }

    public void Fit(IReadOnlyList<Tap> cards, Action<string?> done)
    {
    }

    public void Plug(Tap tap, Action<string?> done)
    {
    }

    public void Unplug(int card, Action<string?> done)
    {
    }

    public void Cut(int card)
    {
    }

    public void Save(int machine, int memory, Action<string?> done)
    {
    }

    public void Quit()
    {
    }

    public void Kill()
    {
    }
}
