using Dkvm.Linux;

namespace Dkvm.GuestSide.Workload;

/// <summary>The variable HOME, which runc takes from the image's /etc/passwd where the plan has none.</summary>
internal static class HomeFolder
{
    private const string Variable = "HOME=";
    private const string Fallback = "/";

    public static IReadOnlyList<string> AddTo(IReadOnlyList<string> environment, uint uid)
    {
        foreach (var variable in environment)
            if (variable.StartsWith(Variable, StringComparison.Ordinal) && variable.Length > Variable.Length)
                return environment;
        var result = new List<string>(environment.Count + 1);
        foreach (var variable in environment)
            if (variable != Variable)
                result.Add(variable);
        result.Add(Variable + Of(SmallFile.TryRead("/etc/passwd") ?? "", uid));
        return result;
    }

    /// <summary>The sixth field of the user's line, passwd(5).</summary>
    public static string Of(string passwd, uint uid)
    {
        foreach (var line in passwd.Split('\n'))
        {
            var fields = line.Split(':');
            if (fields.Length >= 6 && uint.TryParse(fields[2], out var found) && found == uid)
                return fields[5].Length > 0 ? fields[5] : Fallback;
        }
        return Fallback;
    }
}
