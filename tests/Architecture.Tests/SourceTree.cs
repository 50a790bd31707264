using System.Reflection;
using System.Xml.Linq;

namespace Dkvm.Tests.Architecture;

/// <summary>The files below src/.</summary>
public static class SourceTree
{
    public static readonly string Root = typeof(SourceTree).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value! + "src/";

    /// <summary>Every C# file, by its path from src/.</summary>
    public static IReadOnlyList<string> Code() => Files("*.cs");

    /// <summary>Every project, by its folder from src/, such as "HostSide/Runtime", with the folders that it references.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Projects() =>
        Files("*.csproj").ToDictionary(p => Path.GetDirectoryName(p)!, References);

    /// <summary>The lines of a file, without what follows // in them.</summary>
    public static IEnumerable<string> CodeLines(string file) =>
        File.ReadLines(Root + file).Select(l => l.Split("//")[0]);

    private static List<string> Files(string pattern) =>
        [.. Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f))
            .Where(f => !f.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)];

    private static IReadOnlyList<string> References(string project)
    {
        var folder = Path.GetDirectoryName(Root + project)!;
        var document = XDocument.Load(Root + project);
        // The actor runtime comes by a file that chooses it; the kernel is what it chooses here.
        var chosen = document.Descendants("Import").Any(i => ((string?)i.Attribute("Project"))?.EndsWith("ActorRuntime.props", StringComparison.Ordinal) == true);
        return
        [
            .. document.Descendants("ProjectReference")
                .Select(r => Path.GetDirectoryName(Path.GetFullPath((string)r.Attribute("Include")!, folder))!)
                .Select(f => Path.GetRelativePath(Root, f)),
            .. chosen ? (string[])["ActorKernel"] : [],
        ];
    }
}
