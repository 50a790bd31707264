using Akka.Configuration;
using Akka.Configuration.Hocon;
using Dkvm.Actors;
using Dkvm.Contract;

namespace Dkvm.ContainerSide;

/// <summary>The package's settings, and a user's own over them, which are checked key by key.</summary>
public static class SettingsFile
{
    /// <exception cref="DkvmException">A user's key or value will not do; names file, line and key.</exception>
    public static Config Read(string shippedText, UserSettings? user)
    {
        var shipped = ConfigurationFactory.ParseString(shippedText);
        if (user is null)
            return shipped;
        try
        {
            var own = KernelExtras.Parse(user.Text, user.Path);
            Check(own, user.Path);
            var merged = own.WithFallback(shipped);
            CheckShares(merged, user.Path);
            return merged;
        }
        catch (ConfigurationException e)
        {
            throw Wrong(e.Message, e);
        }
    }

    private static void Check(Config own, string file)
    {
        foreach (var (key, value) in own.AsEnumerable())
            Check(own, key, value, file);
    }

    private static void Check(Config own, string path, HoconValue value, string file)
    {
        if (value.IsObject())
        {
            foreach (var (key, inner) in value.GetObject().Items)
                Check(own, $"{path}.{key}", inner, file);
            return;
        }
        var where = KernelExtras.OriginOf(own, path) ?? file;
        var known = SettingKeys.All.FirstOrDefault(k => $"{SettingKeys.Section}.{k.Path}" == path)
            ?? throw Wrong($"{where}: there is no key {path}{Nearest(path)}");
        if (!IsAccepted(known, own, path))
            throw Wrong($"{where}: {path} = {value.GetString()}: expected {known.Form}");
    }

    private static bool IsAccepted(SettingKey key, Config own, string path)
    {
        try
        {
            return key.Accepts(own, path);
        }
        catch (Exception e) when (e is ConfigurationException or FormatException or OverflowException or ArgumentNullException)
        {
            return false;   // of another kind altogether: the same to the user
        }
    }

    /// <summary>The steps of a stop have to leave time for the last one, which is not counted: SIGKILL.</summary>
    private static void CheckShares(Config merged, string file)
    {
        var sum = SettingKeys.All.Where(k => k.Path.StartsWith("stop.share.", StringComparison.Ordinal))
            .Sum(k => merged.GetDouble($"{SettingKeys.Section}.{k.Path}"));
        if (sum >= 1)
            throw Wrong($"{file}: the shares of {SettingKeys.Section}.stop.share come to {sum:0.###}; together they have to stay below 1");
    }

    /// <summary>Keys with the same last name: mostly the section is what was wrong.</summary>
    private static string Nearest(string path)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        var alike = SettingKeys.All.Where(k => k.Path.EndsWith(name, StringComparison.Ordinal)).Select(k => $"{SettingKeys.Section}.{k.Path}").ToList();
        return alike.Count == 0 ? "" : $"; is it {string.Join(" or ", alike)}?";
    }

    private static DkvmException Wrong(string what, Exception? cause = null) => new(
        $"{Options.Hocon.Name}: {what}", remedy: "hocon/dkvm.conf in the package (rootfs/etc/dkvm/dkvm.conf) has every key with its meaning", cause: cause);
}
