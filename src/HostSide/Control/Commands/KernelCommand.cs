using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.HostSide.Kernels;
using Dkvm.Linux;

namespace Dkvm.HostSide.Commands;

/// <summary>kernel list, add, remove: what -e DKVM_KERNEL=DIST/VERSION can choose.</summary>
internal static class KernelCommand
{
    public static void List(TextWriter output)
    {
        var store = KernelStore.Of(Package.OfThisProgram().Complete());
        var usual = store.Find(KernelChoice.Default).Name;
        var all = store.All();
        var width = all.Max(k => k.Name.Length);
        foreach (var kernel in all)
        {
            string[] notes = [kernel.InPackage ? "of the package" : "added",
                .. store.Newest(kernel.Name[..kernel.Name.IndexOf('/')]) == kernel ? ["latest"] : (string[])[],
                .. kernel.Name == usual ? ["default"] : (string[])[]];
            output.WriteLine($"{kernel.Name.PadRight(width)}   {SizeOf(kernel.Folder) >> 20,4} MiB   {string.Join(", ", notes)}");
        }
    }

    /// <param name="source">A Debian kernel package, a folder, a vmlinuz or a vmlinux.</param>
    /// <param name="modules">A folder with its modules, where they are elsewhere.</param>
    /// <param name="name"><c>dist</c> or <c>dist/version</c>; else what the source says.</param>
    /// <param name="test">Boots it first.</param>
    /// <param name="output">Gets a line.</param>
    public static void Add(string source, string? modules, string? name, bool test, TextWriter output)
    {
        var package = Package.OfThisProgram().Complete();
        var folders = FoldersOf(package);
        var choice = name is null ? null : Parse(name);
        var watch = Stopwatch.StartNew();
        var work = folders.Begin();
        try
        {
            var input = KernelInput.Read(source, modules, Directory.CreateDirectory($"{work}/unpacked").FullName);
            var full = $"{choice?.Distribution ?? input.Distribution}/{choice?.Version ?? input.Release}";
            if (folders.Has(full))
                throw KernelFolders.Taken(full);
            var made = Directory.CreateDirectory($"{work}/kernel").FullName;
            TakeModules(input, made, isOurs: input.Modules?.StartsWith(work, StringComparison.Ordinal) == true);
            File.Copy(input.Image, $"{work}/image");
            using (var tree = new FileTree(work))
                KernelParts.Write(
                    tree, new("image", input.Release, input.Modules is null ? null : $"kernel/modules/lib/modules/{input.Release}"), package.ModuleList, made);
            if (test)
                TestBoot.Run(package, made, Directory.CreateDirectory($"{work}/bundle").FullName);
            folders.Publish(made, full);
            output.WriteLine($"added       {full}, in {watch.Elapsed.TotalSeconds:0.0} s{(test ? ", and booted" : "")}: docker run -e {Options.Kernel.Name}={full} …");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <param name="name"><c>dist/version</c>.</param>
    /// <param name="output">Gets a line.</param>
    /// <param name="run">Where containers have their folders.</param>
    public static void Remove(string name, TextWriter output, string run = Paths.HostRun)
    {
        var package = Package.OfThisProgram().Complete();
        var choice = Parse(name);
        if (choice.Version is null)
            throw new DkvmException($"{name} is a distribution", remedy: $"name one kernel: {string.Join(", ", KernelStore.Of(package).All().Where(k => !k.InPackage).Select(k => k.Name))}");
        var kernel = KernelStore.Of(package).Find(choice);
        if (kernel.InPackage)
            throw new DkvmException($"{kernel.Name} is the package's", remedy: "only kernels that were added can be removed; dkvmctl kernel list says which they are");
        if (UserOf(kernel, run) is { } container)
            throw new DkvmException($"{kernel.Name} is in use by container {container}", remedy: $"stop it first: docker stop {container[..Math.Min(12, container.Length)]}");
        FoldersOf(package).Remove(kernel.Name);
        output.WriteLine($"removed     {kernel.Name}");
    }

    public static Command Describe(Func<Action, int> guarded)
    {
        var source = new Argument<string>("source") { Description = "a Debian kernel package (.deb), a folder with a kernel and its modules, or a vmlinuz or vmlinux" };
        var modules = new System.CommandLine.Option<string?>("--modules") { Description = "the folder of its modules, such as /lib/modules/6.12.1" };
        var called = new System.CommandLine.Option<string?>("--as") { Description = "its name, <dist> or <dist>/<version>; else debian for a package, local for others, and its release" };
        var noTest = new System.CommandLine.Option<bool>("--no-test") { Description = "without booting it first" };
        var name = new Argument<string>("name") { Description = "<dist>/<version>" };
        var list = new Command("list", "Lists the kernels");
        list.SetAction(_ => guarded(() => List(Console.Out)));
        var add = new Command("add", "Adds a kernel, after a VM has booted with it") { source, modules, called, noTest };
        add.SetAction(parsed => guarded(() => Add(
            parsed.GetValue(source)!, parsed.GetValue(modules), parsed.GetValue(called), !parsed.GetValue(noTest), Console.Out)));
        var remove = new Command("remove", "Removes a kernel that was added") { name };
        remove.SetAction(parsed => guarded(() => Remove(parsed.GetValue(name)!, Console.Out)));
        return new Command("kernel", "The kernels that VMs can have: docker run -e DKVM_KERNEL=<dist>/<version>") { list, add, remove };
    }

    /// <summary>Moves or copies them, and has depmod(8) say what depends on what where nobody has.</summary>
    private static void TakeModules(KernelInput input, string made, bool isOurs)
    {
        if (input.Modules is null)
            return;
        var place = $"{made}/modules/lib/modules/{input.Release}";
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        if (isOurs)
            Directory.Move(input.Modules, place);
        else
            Copy(input.Modules, Directory.CreateDirectory(place).FullName);
        if (!File.Exists($"{place}/modules.dep")
            && HostProgram.Run("depmod", "kmod", ["-b", $"{made}/modules", input.Release]) is not 0 and var code)
            throw new DkvmException($"depmod ended with exit code {code} for the modules of {input.Release}", remedy: "are they whole?");
    }

    private static void Copy(string from, string to)
    {
        int source = Descriptor.Open(from, Descriptor.ReadOnly), target = Descriptor.Open(to, Descriptor.ReadOnly);
        try
        {
            TreeCopy.Copy(source, target);
        }
        finally
        {
            Descriptor.Close(source);
            Descriptor.Close(target);
        }
    }

    private static KernelFolders FoldersOf(Package package) => new(package.AddedKernels ?? throw new DkvmException(
        $"{package.Folder} is no installed package, so it keeps no kernels", remedy: "install it first, such as to /opt/dkvm"));

    private static KernelChoice Parse(string name)
    {
        try
        {
            return KernelChoice.Parse(name) is var choice && choice is { Distribution: not KernelStore.DefaultName, Version: not KernelStore.LatestName }
                ? choice
                : throw new FormatException("that name has a meaning of its own");
        }
        catch (FormatException e)
        {
            throw new DkvmException($"{name}: {e.Message}", remedy: "give <dist>/<version>, such as debian/6.12.1: letters, digits and . _ + - ~");
        }
    }

    /// <returns>The id of a container whose VM has it, or null.</returns>
    private static string? UserOf(Kernel kernel, string run)
    {
        foreach (var folder in Directory.Exists(run) ? Directory.EnumerateDirectories(run) : [])
            try
            {
                if (PlanJson.ReadLaunchPlan(File.ReadAllBytes($"{folder}/launch.json")).Machine.KernelDirectory == kernel.InContainer
                    && VirtualMachine.Read(folder, new Dictionary<string, string>()) is { Status: not ("stopped" or "left behind") })
                    return Path.GetFileName(folder);
            }
            catch (Exception e) when (e is IOException or JsonException)
            {
                // Being made or removed this moment.
            }
        return null;
    }

    private static long SizeOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(f => f.LinkTarget is null).Sum(f => f.Length);
}
