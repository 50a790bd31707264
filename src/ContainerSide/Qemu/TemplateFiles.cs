using System.Globalization;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.ContainerSide.Qemu;

/// <summary>A template: the folder with the memory (sparse) and the devices' state of a machine whose guest is up.</summary>
public sealed class TemplateFiles : IDisposable
{
    private readonly string _folder;

    private TemplateFiles(string folder, int flags)
    {
        _folder = folder;
        Ram = Descriptor.Open($"{folder}/ram", flags);
        State = Descriptor.TryOpen($"{folder}/state", flags);
        if (State >= 0)
            return;
        Descriptor.Close(Ram);
        throw new LinuxException($"open {folder}/state", -State);
    }

    /// <summary>A descriptor.</summary>
    public int Ram { get; }

    /// <summary>A descriptor.</summary>
    public int State { get; }

    /// <summary>Bytes of the memory that are no holes.</summary>
    public long MemorySize { get; private init; }

    private string SizeFile => $"{_folder}/size";

    /// <returns>Null where there is none for a machine with so many cards, or it is not whole.</returns>
    public static TemplateFiles? TryOpen(MachinePlan machine, int cards)
    {
        if (machine.Templates is null)
            return null;
        var folder = Paths.TemplateFor(machine.Templates, cards);
        try
        {
            return SmallFile.TryRead($"{folder}/size") is { } size
                ? new(folder, Descriptor.ReadOnly) { MemorySize = long.Parse(size, CultureInfo.InvariantCulture) }
                : null;
        }
        catch (Exception e) when (e is LinuxException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether there is one, whole or not, for a machine with so many cards.</summary>
    public static bool Has(MachinePlan machine, int cards) =>
        machine.Templates is { } folder && FileNode.Exists($"{Paths.TemplateFor(folder, cards)}/size");

    /// <param name="folder">Exists, and is empty.</param>
    public static TemplateFiles Create(string folder) => new(folder, Descriptor.WriteOnly | Descriptor.Create | Descriptor.Truncate);

    /// <summary>The last step of making one: it is whole.</summary>
    public void SetMemorySize(long bytes) => File.WriteAllText(SizeFile, bytes.ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        Descriptor.Close(Ram);
        Descriptor.Close(State);
    }
}
