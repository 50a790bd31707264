using Dkvm.GuestSide.Boot;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Configuration;

/// <summary>Kernel parameters, sysctl(8).</summary>
internal static class Sysctl
{
    public static void Set(InitialRoot initial, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (name, value) in values)
        {
            var result = SmallFile.TryWrite(PathOf(name), value, at: initial.Processes);
            if (result < 0)
                throw new LinuxException($"set the kernel parameter {name} to {value}", -result);
        }
    }

    /// <summary>
    /// sys/net/ipv4/ip_forward for net.ipv4.ip_forward. As in sysctl(8), a slash stands for a dot in a part's name:
    /// net.ipv4.conf.eth0/100.forwarding; a name written with slashes is a path already.
    /// </summary>
    public static string PathOf(string name)
    {
        var (dot, slash) = (name.IndexOf('.'), name.IndexOf('/'));
        if (slash >= 0 && (dot < 0 || slash < dot))
            return $"sys/{name}";
        return "sys/" + string.Create(name.Length, name, (into, from) =>
        {
            for (var i = 0; i < into.Length; i++)
                into[i] = from[i] switch { '.' => '/', '/' => '.', var c => c };
        });
    }
}
