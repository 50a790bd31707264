using Dkvm.Contract;

namespace Dkvm.HostSide.Planning;

/// <summary>Folders with templates that the container gets to see.</summary>
/// <param name="Folder">On the host.</param>
/// <param name="Writable">One is made there.</param>
public sealed record TemplateMount(string Folder, bool Writable);

/// <param name="Plan">With the template in it.</param>
/// <param name="Mount">What the container gets to see of templates.</param>
/// <param name="IsMissed">It boots only because nobody made a template of its kind.</param>
public sealed record TemplateChoice(LaunchPlan Plan, TemplateMount? Mount = null, bool IsMissed = false);

/// <summary>Whether the VM goes on from a template, boots, or becomes a template.</summary>
public static class TemplatePlanner
{
    /// <exception cref="DkvmException">DKVM_START=warm, and there is none.</exception>
    public static TemplateChoice Choose(
        LaunchPlan plan, StartKind start, Package package, TemplateStore store, TemplateRequest? request)
    {
        if (request is not null)
            return new(plan with { TemplateCards = request.Cards }, new(request.Folder, Writable: true));
        if (start == StartKind.Cold)
            return new(plan);
        if (!plan.Machine.KernelDirectory.StartsWith(Paths.Kernels + "/", StringComparison.Ordinal))
            return start == StartKind.Auto ? new(plan) : throw new DkvmException(
                $"{Options.Start.Name}=warm: a VM with the kernel {plan.Machine.KernelReason}", remedy: $"leave {Options.Start.Name} out, or choose the package's kernel with {Options.Kernel.Name}");
        if (store.Find(store.KindOf(package, plan.Machine)) is { } folder)
            return new(plan with { Machine = plan.Machine with { Templates = Paths.Templates, WarmOnly = start == StartKind.Warm } }, new(folder, Writable: false));
        return start == StartKind.Auto ? new(plan, IsMissed: true) : throw new DkvmException(
            $"{Options.Start.Name}=warm: there is no template of a VM with {plan.Machine.MemoryMiB} MiB and {plan.Machine.Vcpus} processors",
            store.Folder,
            $"make one: dkvmctl template build --memory {plan.Machine.MemoryMiB}m --cpus {plan.Machine.Vcpus}");
    }
}
