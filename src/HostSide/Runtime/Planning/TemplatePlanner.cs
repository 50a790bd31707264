using Dkvm.Contract;

namespace Dkvm.HostSide.Planning;

/// <summary>Folders with templates that the container gets to see.</summary>
/// <param name="Folder">On the host.</param>
/// <param name="Writable">One is made there.</param>
public sealed record TemplateMount(string Folder, bool Writable);

/// <summary>Whether the VM goes on from a template, boots, or becomes a template.</summary>
public static class TemplatePlanner
{
    /// <exception cref="DkvmException">DKVM_START=warm, and there is none.</exception>
    public static (LaunchPlan Plan, TemplateMount? Mount) Choose(
        LaunchPlan plan, StartKind start, Package package, TemplateStore store, TemplateRequest? request)
    {
        if (request is not null)
            return (plan with { TemplateCards = request.Cards }, new(request.Folder, Writable: true));
        if (start == StartKind.Cold)
            return (plan, null);
        if (store.Find(store.KindOf(package, plan.Machine)) is { } folder)
            return (plan with { Machine = plan.Machine with { Templates = Paths.Templates, WarmOnly = start == StartKind.Warm } }, new(folder, Writable: false));
        return start == StartKind.Auto ? (plan, null) : throw new DkvmException(
            $"{Options.Start.Name}=warm: there is no template of a VM with {plan.Machine.MemoryMiB} MiB and {plan.Machine.Vcpus} processors",
            store.Folder,
            $"make one: dkvmctl template build --memory {plan.Machine.MemoryMiB}m --cpus {plan.Machine.Vcpus}");
    }
}
