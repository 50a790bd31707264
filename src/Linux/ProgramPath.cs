namespace Dkvm.Linux;

/// <summary>Where execvp(3), a shell and Go's exec.LookPath look for a program.</summary>
public static class ProgramPath
{
    private const string Variable = "PATH=";

    /// <summary>
    /// The paths to try, in order: the name itself where it has a slash, else one for each folder of the PATH in
    /// <paramref name="environment"/>, of which the last counts. Without a PATH there are none, as in runc.
    /// </summary>
    public static IReadOnlyList<string> Candidates(string name, IReadOnlyList<string> environment)
    {
        var path = "";
        foreach (var variable in environment)
            if (variable.StartsWith(Variable, StringComparison.Ordinal))
                path = variable[Variable.Length..];
        return Candidates(name, path);
    }

    /// <summary>As the other, with the value of PATH.</summary>
    public static IReadOnlyList<string> Candidates(string name, string path)
    {
        if (name.Contains('/'))
            return [name];
        if (name.Length == 0 || path.Length == 0)
            return [];
        var folders = path.Split(':');
        for (var i = 0; i < folders.Length; i++)
            folders[i] = folders[i].Length == 0 ? $"./{name}" : folders[i].EndsWith('/') ? folders[i] + name : $"{folders[i]}/{name}";
        return folders;
    }
}
