using System.Text;

namespace Dkvm.Tests.EndToEnd.Fidelity;

/// <summary>The table for readers, in Markdown, between two marks of a document.</summary>
internal static class CompatibilityDocument
{
    private const string Begin = "<!-- compatibility: generated from tests/EndToEnd.Tests/Fidelity/cases -->\n";
    private const string End = "<!-- end of compatibility -->\n";

    /// <returns>The document with another text between its marks.</returns>
    public static string Within(string document, string text)
    {
        var start = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = document.IndexOf(End, StringComparison.Ordinal);
        return start < Begin.Length || end < start
            ? throw new FormatException($"the document lacks its marks: {Begin}… {End}")
            : document[..start] + text + document[end..];
    }

    /// <summary>How many of each topic are the same, and each that is not.</summary>
    public static string Summary(IReadOnlyList<FidelityCase> cases)
    {
        var text = new StringBuilder("| topic | command lines | the same as with runc |\n|---|---|---|\n");
        foreach (var topic in cases.GroupBy(c => c.Topic))
            text.Append(Invariant($"| {topic.Key} | {topic.Count()} | {topic.Count(c => c.Differs is null)} |\n"));
        text.Append(Invariant($"| all | {cases.Count} | {cases.Count(c => c.Differs is null)} |\n"));
        text.Append("\n| what differs | why |\n|---|---|\n");
        foreach (var row in cases.Where(c => c.Differs is not null))
            text.Append(Invariant($"| {Code(row.Feature)} | {row.Differs} |\n"));
        return text.ToString();
    }

    /// <summary>Every case.</summary>
    public static string Whole(IReadOnlyList<FidelityCase> cases)
    {
        var text = new StringBuilder();
        foreach (var topic in cases.GroupBy(c => c.Topic))
        {
            text.Append(Invariant($"\n## {topic.Key}\n\n| | the same as with runc |\n|---|---|\n"));
            foreach (var row in topic)
                text.Append(Invariant($"| {Code(row.Feature)} | {(row.Differs is null ? "yes" : $"no: {row.Differs}")} |\n"));
        }
        return text.ToString();
    }

    /// <summary>Options as such.</summary>
    private static string Code(string feature) =>
        string.Join(' ', feature.Split(' ').Select(word => word.StartsWith("--", StringComparison.Ordinal) ? $"`{word.TrimEnd(',')}`{(word.EndsWith(',') ? "," : "")}" : word));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
