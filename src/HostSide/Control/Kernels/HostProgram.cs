using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Kernels;

/// <summary>A program of the host's, by its name.</summary>
internal static class HostProgram
{
    private static readonly string[] Folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <param name="name">What to run.</param>
    /// <param name="package">Debian's, for the error.</param>
    /// <param name="arguments">From argument 1 on.</param>
    /// <param name="instead">What a user can do without it; or null.</param>
    /// <returns>The exit code, or 128 + the signal's number.</returns>
    /// <exception cref="DkvmException">It is not there.</exception>
    public static int Run(string name, string package, IReadOnlyList<string> arguments, string? instead = null) =>
        Folders.Select(f => $"{f}/{name}").FirstOrDefault(File.Exists) is { } program
            ? RunToEnd.Run(program, arguments)
            : throw new DkvmException(
                $"{name} is needed, and not to be had on this host",
                remedy: $"install {name} (Debian: apt-get install {package}){(instead is null ? "" : $"; or {instead}")}");
}
