namespace Dkvm.Tests.EndToEnd.Exec;

/// <summary>One row: a docker exec, and what runc makes of it.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Flags">Of docker exec.</param>
/// <param name="Command">In the container.</param>
/// <param name="Output">On stdout; null where it is not told here but has to be the same.</param>
/// <param name="ExitCode">docker's.</param>
/// <param name="Input">On stdin.</param>
internal sealed record ExecCase(string Name, string[] Flags, string[] Command, string? Output = "", int ExitCode = 0, byte[]? Input = null)
{
    public static ExecCase Shell(string name, string script, string? output = "", int exitCode = 0, byte[]? input = null, string[]? flags = null) =>
        new(name, flags ?? [], ["sh", "-c", script], output, exitCode, input);
}
