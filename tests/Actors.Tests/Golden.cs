using System.Runtime.CompilerServices;

namespace Dkvm.Tests.Actors;

/// <summary>A text that is checked in. DKVM_UPDATE=1 writes it anew.</summary>
public static class Golden
{
    /// <summary>The repository's, with a slash at its end.</summary>
    public static string Root { get; } = RootFrom();

    public static void Matches(string path, string actual)
    {
        var file = Root + path;
        if (Environment.GetEnvironmentVariable("DKVM_UPDATE") == "1")
            File.WriteAllText(file, actual);
        Assert.True(File.Exists(file), $"{path} is missing: run the tests with DKVM_UPDATE=1");
        Assert.Equal(File.ReadAllText(file), actual);
    }

    private static string RootFrom([CallerFilePath] string here = "") => Path.GetFullPath("../../", Path.GetDirectoryName(here)!);
}
