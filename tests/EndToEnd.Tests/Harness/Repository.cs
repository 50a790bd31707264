using System.Reflection;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>Where things are.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot").Value!.TrimEnd('/');

    public static string Script(string name) => $"{Root}/build/{name}";

    /// <summary>The installed package under test: DKVM_PACKAGE, else artifacts/package, else /opt/dkvm.</summary>
    public static string Package { get; } = FindPackage();

    private static string FindPackage()
    {
        var places = new[] { Environment.GetEnvironmentVariable("DKVM_PACKAGE"), $"{Root}/artifacts/package", "/opt/dkvm" };
        return places.FirstOrDefault(p => p is { Length: > 0 } && File.Exists($"{p}/bin/dkvm")) is { } found
            ? Path.GetFullPath(found)
            : throw new InvalidOperationException("there is no package to test: run build/package.sh, or name one in DKVM_PACKAGE");
    }
}
