using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>
/// A child with our own standard streams and environment, waited for: posix_spawn(3), waitpid(2). For short host-side
/// programs only; a PID 1 reaps otherwise.
/// </summary>
public static partial class RunToEnd
{
    /// <returns>The exit code, or 128 + the signal's number.</returns>
    /// <exception cref="LinuxException">The program cannot be started.</exception>
    public static unsafe int Run(string path, params IReadOnlyList<string> arguments)
    {
        var vector = new nint[arguments.Count + 2];
        vector[0] = Marshal.StringToCoTaskMemUTF8(path);
        for (var i = 0; i < arguments.Count; i++)
            vector[i + 1] = Marshal.StringToCoTaskMemUTF8(arguments[i]);
        var environment = Environment.GetEnvironmentVariables();
        var variables = new List<nint>();
        foreach (System.Collections.DictionaryEntry variable in environment)
            variables.Add(Marshal.StringToCoTaskMemUTF8($"{variable.Key}={variable.Value}"));
        variables.Add(0);
        int pid;
        fixed (nint* argv = vector)
        fixed (nint* envp = CollectionsMarshal.AsSpan(variables))
        {
            var error = posix_spawn(&pid, vector[0], 0, 0, argv, envp);
            if (error != 0)
                throw new LinuxException($"posix_spawn {path}", error);
        }
        int status;
        while (waitpid(pid, &status, 0) < 0)
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                throw LinuxException.Last("waitpid");
        return (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);
    }

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn(int* pid, nint path, nint actions, nint attributes, nint* argv, nint* envp);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int waitpid(int pid, int* status, int options);
}
