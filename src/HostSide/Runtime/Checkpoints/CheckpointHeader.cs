using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Checkpoints;

/// <summary>What a saved machine is, and so what it can go on in: all that QEMU and its guest have taken for granted.</summary>
/// <param name="Kind">The machine, as templates are told apart: package, kernel, memory, processors, accelerator.</param>
/// <param name="Package">The package's content, by which its version is known.</param>
/// <param name="Accelerator">With which it ran, whatever it was to run with.</param>
/// <param name="Terminal">The entrypoint has a terminal.</param>
/// <param name="Cards">How many network cards it has.</param>
public sealed record CheckpointHeader(
    string Kind, string Package, int MemoryMiB, int Vcpus, Accelerator Accelerator, bool Terminal, int Cards)
{
    private const int Version = 1;

    /// <param name="plan">Of the container that is saved.</param>
    /// <param name="accelerator">With which its VM runs.</param>
    /// <param name="cards">How many network cards it has.</param>
    /// <param name="package">That it was started from.</param>
    public static CheckpointHeader Of(LaunchPlan plan, Accelerator accelerator, int cards, Package package) => new(
        new TemplateStore().KindOf(package, plan.Machine with { Accelerator = accelerator }), Path.GetFileName(package.Folder),
        plan.Machine.MemoryMiB, plan.Machine.Vcpus, accelerator, plan.Guest.Process.Terminal, cards);

    /// <summary>Whether a container can go on from it.</summary>
    /// <param name="plan">Of the container.</param>
    /// <param name="package">That it is to be started from.</param>
    /// <returns>What is in the way, or null.</returns>
    public string? Mismatch(LaunchPlan plan, Package package)
    {
        var here = Of(plan, Accelerator, Cards, package);
        if (here.Package != Package)
            return $"it was made by version {Package} of the package, and this is version {here.Package}";
        if (here.MemoryMiB != MemoryMiB || here.Vcpus != Vcpus)
            return $"it is of a VM with {MemoryMiB} MiB and {Vcpus} processors, and this container's has {here.MemoryMiB} MiB and {here.Vcpus}";
        if (here.Terminal != Terminal)
            return Terminal ? "its workload has a terminal, and this container has none (-t)" : "its workload has no terminal, and this container has one (-t)";
        if (Accelerator == Accelerator.Kvm && plan.Machine.Accelerator != Accelerator.Kvm)
            return "it is of a VM that ran under KVM, which this host has not";
        return here.Kind == Kind ? null : "its kernel, its kernel's arguments or, under KVM, its host's processor is another";
    }

    /// <exception cref="JsonException">It is none.</exception>
    public static CheckpointHeader Read(byte[] text)
    {
        try
        {
            var header = JsonNode.Parse(text) as JsonObject ?? throw new JsonException("it is no JSON object");
            JsonNode Member(string name) => header[name] ?? throw new JsonException($"there is no {name}");
            return (int)Member("version") == Version
                ? new((string)Member("kind")!, (string)Member("package")!, (int)Member("memoryMiB"), (int)Member("vcpus"),
                    Enum.Parse<Accelerator>((string)Member("accelerator")!), (bool)Member("terminal"), (int)Member("cards"))
                : throw new JsonException("it is of another version");
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public string Write() => new JsonObject
    {
        ["version"] = Version,
        ["kind"] = Kind,
        ["package"] = Package,
        ["memoryMiB"] = MemoryMiB,
        ["vcpus"] = Vcpus,
        ["accelerator"] = Accelerator.ToString(),
        ["terminal"] = Terminal,
        ["cards"] = Cards,
    }.ToJsonString();
}
