using System.Runtime.InteropServices;
using System.Text;

namespace Dkvm.Linux;

/// <summary>Becoming another program: execv(3).</summary>
public static partial class Exec
{
    private const int SIGPIPE = 13;
    private const nint SIG_DFL = 0;

    /// <summary>
    /// Replaces this program; process id, environment and descriptors stay. The arguments are this process's own from
    /// <paramref name="firstArgument"/> on, byte for byte as /proc/self/cmdline has them: what is not UTF-8 survives.
    /// </summary>
    /// <param name="path">The program, which also becomes its own argument 0.</param>
    /// <param name="firstArgument">Which of our own becomes its argument 1.</param>
    /// <exception cref="LinuxException">The program cannot be executed (execve(2)); nothing has changed.</exception>
    public static void WithOwnArguments(string path, int firstArgument = 1) =>
        Run(path, OwnArguments().Skip(firstArgument));

    /// <summary>As the other, with the first <paramref name="own"/> of our own arguments, and then others.</summary>
    /// <exception cref="LinuxException">The program cannot be executed (execve(2)); nothing has changed.</exception>
    public static void WithArguments(string path, int own, IEnumerable<string> more) =>
        Run(path, OwnArguments().Skip(1).Take(own).Concat(more.Select(Encoding.UTF8.GetBytes)));

    private static IEnumerable<byte[]> OwnArguments()
    {
        var all = File.ReadAllBytes("/proc/self/cmdline");
        for (int start = 0, end; start < all.Length; start = end + 1)
        {
            end = Array.IndexOf(all, (byte)0, start);
            if (end < 0)
                end = all.Length;
            yield return all[start..end];
        }
    }

    private static unsafe void Run(string path, IEnumerable<byte[]> arguments)
    {
        var program = Marshal.StringToCoTaskMemUTF8(path);
        var pointers = new List<nint> { program };
        foreach (var argument in arguments)
        {
            var copy = Marshal.AllocCoTaskMem(argument.Length + 1);
            Marshal.Copy(argument, 0, copy, argument.Length);
            ((byte*)copy)[argument.Length] = 0;
            pointers.Add(copy);
        }
        pointers.Add(0);
        // The runtime ignores SIGPIPE, and what is ignored stays so through execve(2): runc's children would inherit it.
        signal(SIGPIPE, SIG_DFL);
        fixed (nint* vector = CollectionsMarshal.AsSpan(pointers))
            execv(program, vector);
        throw LinuxException.Last($"execve {path}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int execv(nint path, nint* arguments);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);
}
