using System.Text.RegularExpressions;

namespace Dkvm.Tests.Architecture;

/// <summary>Rules that every source file keeps.</summary>
public partial class SourceRuleTests
{
    private const int MostLines = 300;
    private const int MostLinesOfTheMedian = 100;

    [Fact]
    public void Native_calls_live_in_Linux_alone() =>
        Assert.Empty(Offenders(NativeCall(), f => !f.StartsWith("Linux/", StringComparison.Ordinal)));

    /// <summary>A PID 1 that uses it reaps every child, and statuses are lost.</summary>
    [Fact]
    public void Child_processes_are_never_started_with_Process() => Assert.Empty(Offenders(ProcessClass(), _ => true));

    /// <summary>It is OpenSSL's, which a static program cannot load: it dies of it, and no test that runs on a JIT can see that.</summary>
    [Fact]
    public void The_platforms_cryptography_is_not_used() => Assert.Empty(Offenders(Cryptography(), _ => true));

    [Fact]
    public void Nothing_sleeps() => Assert.Empty(Offenders(Sleep(), _ => true));

    [Fact]
    public void No_file_is_long() =>
        Assert.DoesNotContain(SourceTree.Code().Select(f => (File: f, Lines: Lines(f))), f => f.Lines > MostLines);

    [Fact]
    public void Most_files_are_short()
    {
        var lengths = SourceTree.Code().Select(Lines).Order().ToList();
        Assert.InRange(lengths[lengths.Count / 2], 1, MostLinesOfTheMedian);
    }

    [Theory]
    [InlineData("    [LibraryImport(\"libc\")]", true)]
    [InlineData("    [DllImport(\"libc\")]", true)]
    [InlineData("    var imports = LibraryImports;", false)]
    public void The_rule_for_native_calls_can_fail(string line, bool caught) => Assert.Equal(caught, NativeCall().IsMatch(line));

    [Theory]
    [InlineData("Process.Start(\"ls\")", true)]
    [InlineData("using var child = new Process();", true)]
    [InlineData("new ProcessStartInfo()", true)]
    [InlineData("System.Diagnostics.Process? child", true)]
    [InlineData("Environment.ProcessPath", false)]
    [InlineData("plan.Guest.Process.Args", false)]
    public void The_rule_for_processes_can_fail(string line, bool caught) => Assert.Equal(caught, ProcessClass().IsMatch(line));

    private static int Lines(string file) => File.ReadLines(SourceTree.Root + file).Count();

    private static List<string> Offenders(Regex rule, Func<string, bool> applies) =>
        [.. SourceTree.Code().Where(applies).Where(f => SourceTree.CodeLines(f).Any(l => rule.IsMatch(l)))];

    [GeneratedRegex(@"\[\s*(LibraryImport|DllImport)\b|\bNativeLibrary\.")]
    private static partial Regex NativeCall();

    [GeneratedRegex(@"\bSystem\.Diagnostics\.Process\b|\bProcessStartInfo\b|\bnew Process\s*(\(|\{)|(?<![\w.])Process\.(Start|GetCurrentProcess|GetProcess)")]
    private static partial Regex ProcessClass();

    [GeneratedRegex(@"\bSystem\.Security\.Cryptography\b|\bRandomNumberGenerator\b")]
    private static partial Regex Cryptography();

    [GeneratedRegex(@"\bThread\.Sleep\b")]
    private static partial Regex Sleep();
}
