using System.Text.Json.Nodes;

namespace Dkvm.HostSide.Rewriting;

/// <summary>The hook by which Docker has a container's network set up by its daemon (moby, libnetwork, sandbox_externalkey_unix.go).</summary>
public static class NetworkHook
{
    private const string Name = "libnetwork-setkey";

    /// <returns>Null where there is none, or one that would be missed: another runs after it, or it has a time of its own.</returns>
    public static JsonObject? In(JsonObject spec) =>
        spec.Object("hooks").Objects("prestart").ToList() is [.., var last] && last.Texts("args") is [Name, ..] && last["timeout"] is null
            ? last
            : null;
}
