using System.Diagnostics;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Templates;

/// <summary>Makes templates, one after the other: whole, or not at all.</summary>
public sealed class TemplateBuilder(Package package, TemplateStore store)
{
    public static TemplateBuilder OfThisPackage() => new(Package.OfThisProgram().Complete(), new());

    /// <summary>With the kernel that a VM has unless told otherwise.</summary>
    public MachinePlan Machine(int memoryMiB, int cpus) => new()
    {
        MemoryMiB = memoryMiB,
        Vcpus = cpus,
        Accelerator = AcceleratorChoice.Make(Accelerator.Auto, KvmFacts.OfThisHost()).Accelerator,
        KernelDirectory = KernelStore.Of(package).Find(KernelChoice.Default).InContainer,
    };

    /// <summary>In the place of an older one.</summary>
    public void Build(MachinePlan machine, int cards, TextWriter output)
    {
        var turn = store.TakeTurn();
        try
        {
            Make(machine, cards, output);
        }
        finally
        {
            Descriptor.Close(turn);
        }
    }

    /// <summary>Unless there is one, or somebody is about to make it.</summary>
    public void BuildOnce(MachinePlan machine, int cards, TextWriter output)
    {
        var kind = store.KindOf(package, machine);
        if (store.TryReserve(kind, cards) is not { } reservation)
            return;
        try
        {
            if (!store.Has(kind, cards))
                Build(machine, cards, output);
        }
        finally
        {
            store.Release(reservation, kind, cards);
        }
    }

    private void Make(MachinePlan machine, int cards, TextWriter output)
    {
        var kind = store.KindOf(package, machine);
        var watch = Stopwatch.StartNew();
        var work = store.Begin();
        try
        {
            var made = $"{work}/template";
            Directory.CreateDirectory(made);
            Directory.CreateDirectory($"{work}/bundle");
            TemplateBundle.Write($"{work}/bundle", machine);
            new TemplateRequest(cards, made).ToEnvironment();
            TemplateBundle.Run(package, $"{work}/bundle");
            store.Publish(made, kind, cards);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
        output.WriteLine($"made        {kind}, {cards} network card{(cards == 1 ? "" : "s")}, in {watch.Elapsed.TotalSeconds:0.0} s");
    }
}
