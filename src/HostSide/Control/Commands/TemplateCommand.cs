using System.CommandLine;
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
            var builder = TemplateBuilder.OfThisPackage();
            builder.Build(builder.Machine(Options.DefaultMemoryMiB, SchedAffinity.Count()), cards: 1, output);
        }
        catch (Exception e) when (e is DkvmException or IOException or LinuxException)
        {
            output.WriteLine($"not made    a VM template, so containers start by booting: {e.Message}");
        }
    }

    public static void List(TextWriter output)
    {
        var package = Path.GetFileName(Package.OfThisProgram().Folder);
        foreach (var (kind, folder) in new TemplateStore().All())
        {
            var use = PruningRules.IsOf(package, kind) ? "" : "   of another package";
            output.WriteLine(
                $"{kind}   {Path.GetFileName(folder)}   {SizeOnDisk(folder) >> 20} MiB   used {PsCommand.Age(DateTime.UtcNow - Directory.GetLastWriteTimeUtc(Path.GetDirectoryName(folder)!))} ago{use}");
        }
    }

    /// <param name="rules">What goes; null for all.</param>
    /// <param name="output">Gets a line for each.</param>
    public static void Prune(PruningRules? rules, TextWriter output)
    {
        var package = Path.GetFileName(Package.OfThisProgram().Folder);
        var store = new TemplateStore();
        var unwanted = rules?.Unwanted(store.Stored(), package, DateTime.UtcNow);
        foreach (var kind in store.Remove(kind => unwanted is null || kind.StartsWith('.') || unwanted.Contains(kind)))
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
        var like = new System.CommandLine.Option<string?>("--like") { Description = "the id of a container whose VM it is for, instead of a size" };
        var background = new System.CommandLine.Option<bool>("--in-background") { Hidden = true };
        var build = new Command("build", "Makes the template of a VM size, or makes it anew") { memory, cpus, cards, like, background };
        build.SetAction(parsed => guarded(() =>
        {
            if (parsed.GetValue(like) is not { } id)
            {
                var builder = TemplateBuilder.OfThisPackage();
                builder.Build(builder.Machine(Mebibytes(parsed.GetValue(memory)!, "--memory"), parsed.GetValue(cpus)), parsed.GetValue(cards), Console.Out);
            }
            else if (parsed.GetValue(background))
            {
                LikeContainer.BuildInBackground(id, new());
            }
            else
            {
                LikeContainer.Build(id, TemplateBuilder.OfThisPackage(), Console.Out);
                Prune(PruningRules.Default with { KeepsOtherPackages = true }, Console.Out);
            }
        }));
        var list = new Command("list", "Lists the templates");
        list.SetAction(_ => guarded(() => List(Console.Out)));
        var all = new System.CommandLine.Option<bool>("--all") { Description = "removes every template" };
        var unusedFor = new System.CommandLine.Option<double>("--unused-for")
        {
            Description = "days without a VM that started from it", DefaultValueFactory = _ => PruningRules.Default.UnusedFor.TotalDays,
        };
        var mostSize = new System.CommandLine.Option<string>("--max-size")
        {
            Description = "what all may have, those that were used last stay", DefaultValueFactory = _ => $"{PruningRules.Default.MostBytes >> 20}m",
        };
        var prune = new Command("prune", "Removes templates of other packages, and those that are used too seldom") { all, unusedFor, mostSize };
        prune.SetAction(parsed => guarded(() => Prune(
            parsed.GetValue(all) ? null : new(TimeSpan.FromDays(parsed.GetValue(unusedFor)), (long)Mebibytes(parsed.GetValue(mostSize)!, "--max-size") << 20),
            Console.Out)));
        return new Command("template", "VM templates, from which containers start in tenths of a second") { build, list, prune };
    }

    private static int Mebibytes(string text, string option)
    {
        try
        {
            return OptionForms.Mebibytes(text);
        }
        catch (FormatException e)
        {
            throw new DkvmException($"{option} {text}: {e.Message}", remedy: "give a size as for docker run --memory, such as 512m or 2g");
        }
    }

    private static long SizeOnDisk(string folder) => Directory.EnumerateFiles(folder).Sum(SparseFile.DataSize);
}
