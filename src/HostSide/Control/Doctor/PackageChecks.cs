using Org.BouncyCastle.Crypto.Digests;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Doctor;

/// <summary>The package is whole: every file of SHA256SUMS is there and as it was built.</summary>
public static class PackageChecks
{
    private const string Remedy = "install the package again";

    /// <summary>How many files are named before the rest is only counted.</summary>
    private const int MostNamed = 3;

    public static Finding Integrity(string folder)
    {
        try
        {
            var version = JsonNode.Parse(File.ReadAllText($"{folder}/version.json"));
            var (files, damaged) = Verify(folder);
            return damaged.Count == 0
                ? new(
                    "package",
                    Level.Good,
                    $"{folder}: version {(string?)version?["version"]}, QEMU {(string?)version?["qemu"]}, {files} files as built")
                : new(
                    "package",
                    Level.Mend,
                    $"{folder}: {damaged.Count} of {files} files are missing or changed: {Some(damaged)}",
                    Remedy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return new("package", Level.Mend, $"{folder} is no whole package: {e.Message}", Remedy);
        }
    }

    public static Finding Kernels(KernelStore store)
    {
        try
        {
            store.Find(KernelChoice.Default);
            return new("kernels", Level.Good, string.Join(", ", store.All().Select(k => k.Name)));
        }
        catch (DkvmException e)
        {
            return new("kernels", Level.Mend, e.Message, Remedy);
        }
    }

    /// <summary>Lines as sha256sum(1) writes them: the hash, two spaces, the path from the package's folder.</summary>
    private static (int Files, IReadOnlyList<string> Damaged) Verify(string folder)
    {
        var lines = File.ReadAllLines($"{folder}/SHA256SUMS");
        var damaged = lines.AsParallel().AsOrdered().Where(l => !IsAsBuilt(folder, l)).Select(l => l[66..]).ToList();
        return (lines.Length, damaged);
    }

    private static bool IsAsBuilt(string folder, string line)
    {
        if (line.Length < 67)
            throw new InvalidDataException("SHA256SUMS is damaged");
        try
        {
            return Convert.ToHexStringLower(Sha256(Path.Combine(folder, line[66..]))) == line[..64];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static byte[] Sha256(string path)
    {
        using var file = File.OpenRead(path);
        var digest = new Sha256Digest();
        var buffer = new byte[128 * 1024];
        int n;
        while ((n = file.Read(buffer)) > 0)
            digest.BlockUpdate(buffer, 0, n);
        var hash = new byte[digest.GetDigestSize()];
        digest.DoFinal(hash, 0);
        return hash;
    }

    private static string Some(IReadOnlyList<string> files) =>
        string.Join(", ", files.Take(MostNamed)) + (files.Count > MostNamed ? " …" : "");
}
