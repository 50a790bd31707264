using Dkvm.Linux.Netlink;

namespace Dkvm.Tests.Network;

/// <summary>A namespace's network in a form in which the container's and the guest's are to be equal.</summary>
internal static class Shown
{
    public static IEnumerable<(string, string, int, bool)> Links(NetworkNamespace space) => space.Do(() =>
    {
        using var net = new RouteNetlink();
        return net.Links().Where(l => !l.Name.StartsWith("dkvm")).Select(l => (l.Name, l.Mac, l.Mtu, l.IsUp)).Order().ToList();
    });

    public static List<string> Addresses(NetworkNamespace space) =>
        Lines(space.Ip("-o addr show"), line => line.Split(':', 2)[1].Split(" valid_lft")[0]);

    public static List<string> Routes(NetworkNamespace space) =>
        [.. Lines(space.Ip("-4 route"), l => l), .. Lines(space.Ip("-6 route"), l => l)];

    /// <summary>As ip prints them, less what says how a route or address came to be.</summary>
    private static List<string> Lines(string text, Func<string, string> pick) =>
    [
        .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains("dkvm"))
            .Select(line => string.Join(' ', pick(line).Replace("tentative", "").Replace("nodad", "").Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Order(),
    ];
}
