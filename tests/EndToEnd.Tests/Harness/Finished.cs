using System.Text;
using Xunit.Sdk;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>A program that has ended, and all that it wrote.</summary>
internal sealed record Finished(string CommandLine, int ExitCode, byte[] OutputBytes, byte[] ErrorBytes, TimeSpan Took)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    public string Errors => Encoding.UTF8.GetString(ErrorBytes);

    /// <summary>The output without white space around it.</summary>
    public string Text => Output.Trim();

    /// <exception cref="XunitException">The exit code is another; shows what was written.</exception>
    public Finished WithExitCode(int expected) => ExitCode == expected
        ? this
        : throw new XunitException($"exit code {ExitCode} instead of {expected}{Environment.NewLine}{this}");

    public Finished Successful() => WithExitCode(0);

    public override string ToString() =>
        $"{CommandLine}\n  exit code {ExitCode} after {Took.TotalSeconds:0.00} s\n  stdout: {Shortened(Output)}\n  stderr: {Shortened(Errors)}";

    private static string Shortened(string text) => text.Length <= 4000 ? text : $"{text[..2000]}\n[…]\n{text[^2000..]}";
}
