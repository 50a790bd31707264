using Dkvm.HostSide.CommandLine;

namespace Dkvm.HostSide.Commands;

/// <summary>delete: runc runs the poststop hook where it knows the container; where it does not, its folder goes here.</summary>
public static class DeleteCommand
{
    public static void Prepare(Invocation invocation, string executor)
    {
        if (invocation.ContainerId is { } id && ContainerFolder.IsId(id) && !Directory.Exists($"{invocation.Root(executor)}/{id}")
            && new ContainerFolder(id) is var folder && Directory.Exists(folder.Folder) && folder.IsStale())
            folder.Remove();
    }
}
