using System.CommandLine;
using System.Diagnostics;
using Dkvm.Contract;
using Dkvm.HostSide.Templates;
using Dkvm.Linux;

namespace Dkvm.HostSide.Commands;

/// <summary>template build, list, prune: VMs that are up already, for others to go on from.</summary>
public static class TemplateCommand
{
    /// <summary>For VMs of the size that a container without limits gets; without it they start cold, which is no failure.</summary>
    public static void BuildDefault(TextWriter output)
    {
        try
        {
            Build(Options.DefaultMemoryMiB, SchedAffinity.Count(), cards: 1, output);
        }
        catch (Exception e) when (e is DkvmException or IOException or LinuxException)
        {
            output.WriteLine($"not made    a VM template, so containers start by booting: {e.Message}");
        }
    }

    public static void Build(int memoryMiB, int cpus, int cards, TextWriter output)
    {
        var package = Package.OfThisProgram().Complete();
        var machine = new MachinePlan
        {
            MemoryMiB = memoryMiB,
            Vcpus = cpus,
            Accelerator = AcceleratorChoice.Make(Accelerator.Auto, KvmFacts.OfThisHost()).Accelerator,
            KernelDirectory = KernelStore.Of(package).Find(KernelChoice.Default).InContainer,
        };
        var store = new TemplateStore();
        var kind = store.KindOf(package, machine);
        var watch = Stopwatch.StartNew();
        var work = store.Begin();
        try
        {
            var made = $"{work}/template";
            Directory.CreateDirectory(made);
            Directory.CreateDirectory($"{work}/bundle");
            TemplateBundle.Write($"{work}/bundle", memoryMiB, cpus);
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

    public static void List(TextWriter output)
    {
        var package = Path.GetFileName(Package.OfThisProgram().Folder);
        foreach (var (kind, folder) in new TemplateStore().All())
        {
            var use = kind.StartsWith(package, StringComparison.Ordinal) ? "" : "   of another package";
            output.WriteLine($"{kind}   {Path.GetFileName(folder)}   {SizeOnDisk(folder) >> 20} MiB{use}");
        }
    }

    /// <param name="all">This package's too.</param>
    /// <param name="output">Gets a line for each.</param>
    public static void Prune(bool all, TextWriter output)
    {
        var package = Path.GetFileName(Package.OfThisProgram().Folder);
        foreach (var kind in new TemplateStore().Remove(kind => all || !kind.StartsWith(package, StringComparison.Ordinal)))
            output.WriteLine($"removed     {kind}");
    }

    public static Command Describe(Func<Action, int> guarded)
    {
        var memory = new System.CommandLine.Option<string>("--memory")
        {
            Description = "the VM's memory, such as 1g", DefaultValueFactory = _ => $"{Options.DefaultMemoryMiB}m",
        };
        var cpus = new System.CommandLine.Option<int>("--cpus")
        {
            Description = "the VM's processors, else as many as the host has", DefaultValueFactory = _ => SchedAffinity.Count(),
        };
        var cards = new System.CommandLine.Option<int>("--cards") { Description = "its network cards", DefaultValueFactory = _ => 1 };
        var all = new System.CommandLine.Option<bool>("--all") { Description = "this package's too" };
        var build = new Command("build", "Makes the template of a VM size, or makes it anew") { memory, cpus, cards };
        build.SetAction(parsed => guarded(() => Build(
            Mebibytes(parsed.GetValue(memory)!), parsed.GetValue(cpus), parsed.GetValue(cards), Console.Out)));
        var list = new Command("list", "Lists the templates");
        list.SetAction(_ => guarded(() => List(Console.Out)));
        var prune = new Command("prune", "Removes templates of other packages") { all };
        prune.SetAction(parsed => guarded(() => Prune(parsed.GetValue(all), Console.Out)));
        return new Command("template", "VM templates, from which containers start in tenths of a second") { build, list, prune };
    }

    private static int Mebibytes(string text)
    {
        try
        {
            return OptionForms.Mebibytes(text);
        }
        catch (FormatException e)
        {
            throw new DkvmException($"--memory {text}: {e.Message}", remedy: "give a size as for docker run --memory, such as 512m or 2g");
        }
    }

    private static long SizeOnDisk(string folder) => Directory.EnumerateFiles(folder).Sum(SparseFile.DataSize);
}
