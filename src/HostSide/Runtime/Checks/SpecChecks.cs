using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Checks;

/// <summary>One reason to refuse a specification; throws <see cref="DkvmException"/>.</summary>
public delegate void SpecCheck(JsonObject spec);

/// <summary>What is refused before anything starts, because a VM cannot do it as the user means it.</summary>
public static class SpecChecks
{
    public static readonly ImmutableArray<SpecCheck> All =
    [
        ProcessHasArguments,
        RootIsNamed,
        NamespaceChecks.NoUserNamespace,
        NamespaceChecks.OwnNetwork,
        NamespaceChecks.OwnProcesses,
    ];

    public static void Run(JsonObject spec)
    {
        foreach (var check in All)
            check(spec);
    }

    public static void ProcessHasArguments(JsonObject spec)
    {
        if (spec.Object("process").Texts("args").Count == 0)
            throw new DkvmException(
                "config.json names no process to run (process.args)",
                remedy: "give a command, or an image with an entrypoint");
    }

    public static void RootIsNamed(JsonObject spec)
    {
        if (string.IsNullOrEmpty(spec.Object("root").Text("path")))
            throw new DkvmException("config.json names no root file system (root.path)");
    }
}
