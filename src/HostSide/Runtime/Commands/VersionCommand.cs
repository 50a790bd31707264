using Dkvm.Linux;

namespace Dkvm.HostSide.Commands;

/// <summary>
/// --version: runc's own text, whose first line containerd wants to begin with "runc version" and of which dockerd takes
/// the last line with the word "version" (moby, daemon/info_unix.go); so our line comes last and does without that word.
/// </summary>
public static class VersionCommand
{
    public static int Run(string runc)
    {
        var code = RunToEnd.Run(runc, ["--version"]);
        var ours = typeof(VersionCommand).Assembly.GetName().Version;
        Descriptor.WriteAll(1, System.Text.Encoding.UTF8.GetBytes($"dkvm: {ours?.ToString(3)}\n"));
        return code;
    }
}
