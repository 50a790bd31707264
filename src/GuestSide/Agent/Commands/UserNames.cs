using System.Globalization;

namespace Dkvm.GuestSide.Agent;

/// <summary>Users by number: passwd(5).</summary>
internal sealed class UserNames
{
    private const int Longest = 32;

    private readonly Dictionary<uint, string> _names = [];

    /// <param name="passwd">The file, which is the image's and may be anything.</param>
    public UserNames(string passwd)
    {
        foreach (var line in passwd.Split('\n'))
            if (line.Split(':') is { Length: >= 3 } fields && fields[0].Length is > 0 and <= Longest && uint.TryParse(fields[2], out var uid))
                _names.TryAdd(uid, fields[0]);
    }

    /// <returns>The number where it has no name.</returns>
    public string Of(uint uid) => _names.GetValueOrDefault(uid) ?? uid.ToString(CultureInfo.InvariantCulture);
}
