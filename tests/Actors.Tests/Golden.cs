using System.Runtime.CompilerServices;

namespace Dkvm.Tests.Actors;

/// <summary>A text that is checked in. DKVM_UPDATE=1 writes it anew.</summary>
public static class Golden
{
    public static void Matches(string path, string actual, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "../..", path);
        if (Environment.GetEnvironmentVariable("DKVM_UPDATE") == "1")
            File.WriteAllText(file, actual);
        Assert.True(File.Exists(file), $"{path} is missing: run the tests with DKVM_UPDATE=1");
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
