using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.ContainerSide.Qemu;

/// <summary>A template: the folder with the memory (sparse) and the devices' state of a machine whose guest is up.</summary>
/// <param name="Ram">A descriptor.</param>
/// <param name="State">A descriptor.</param>
public sealed record TemplateFiles(int Ram, int State) : IDisposable
{
    private const string RamName = "ram";
    private const string StateName = "state";

    /// <returns>Null where there is none for a machine with so many cards.</returns>
    public static TemplateFiles? TryOpen(MachinePlan machine, int cards)
    {
        if (machine.Templates is null)
            return null;
        var folder = Paths.TemplateFor(machine.Templates, cards);
        var ram = Descriptor.TryOpen($"{folder}/{RamName}", Descriptor.ReadOnly);
        if (ram < 0)
            return null;
        var state = Descriptor.TryOpen($"{folder}/{StateName}", Descriptor.ReadOnly);
        if (state >= 0)
            return new(ram, state);
        Descriptor.Close(ram);
        return null;
    }

    /// <param name="folder">Exists, and is empty.</param>
    public static TemplateFiles Create(string folder)
    {
        const int flags = Descriptor.WriteOnly | Descriptor.Create | Descriptor.Truncate;
        var ram = Descriptor.Open($"{folder}/{RamName}", flags);
        return new(ram, Descriptor.Open($"{folder}/{StateName}", flags));
    }

    public void Dispose()
    {
        Descriptor.Close(Ram);
        Descriptor.Close(State);
    }
}
