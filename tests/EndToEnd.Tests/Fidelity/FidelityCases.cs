using System.Text;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Fidelity;

/// <summary>
/// The table, from cases/*.txt: "= topic", then for each case its feature, its script indented by four, and perhaps
/// "  differs: " with the reason.
/// </summary>
internal static class FidelityCases
{
    private const string Folder = "tests/EndToEnd.Tests/Fidelity";
    private const string Differs = "  differs: ";
    private const string Indent = "    ";

    private static readonly string[] Files = ["process", "resources", "network", "life", "mounts"];

    public static readonly IReadOnlyList<FidelityCase> All = [.. Files.SelectMany(Read)];

    public static string Prelude { get; } = File.ReadAllText($"{Repository.Root}/{Folder}/prelude.sh");

    private static IEnumerable<FidelityCase> Read(string name)
    {
        var (topic, feature, differs) = ("", "", (string?)null);
        var script = new StringBuilder();
        foreach (var line in File.ReadLines($"{Repository.Root}/{Folder}/cases/{name}.txt").Append(""))
            switch (line)
            {
                case "" when feature.Length > 0:
                    yield return new(topic, feature, script.ToString(), differs);
                    (feature, differs) = ("", null);
                    script.Clear();
                    break;
                case "":
                    break;
                case ['=', ' ', .. var title]:
                    topic = title;
                    break;
                case var _ when line.StartsWith(Indent, StringComparison.Ordinal):
                    script.Append(line.AsSpan(Indent.Length)).Append('\n');
                    break;
                case var _ when line.StartsWith(Differs, StringComparison.Ordinal):
                    differs = line[Differs.Length..];
                    break;
                case var _ when feature.Length == 0 && !line.StartsWith(' '):
                    feature = line;
                    break;
                default:
                    throw new FormatException($"{name}.txt: what is this: {line}");
            }
    }
}
