using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>Waits for a file that somebody else is about to make: inotify(7).</summary>
public static partial class Appearance
{
    private const int IN_CLOEXEC = 0x80000;
    private const uint IN_CREATE = 0x100;
    private const uint IN_MOVED_TO = 0x80;
    private const uint IN_DELETE_SELF = 0x400;

    /// <returns>False where the folder is not there, goes, or the time is over.</returns>
    public static bool Await(string folder, string name, TimeSpan limit)
    {
        var watch = inotify_init1(IN_CLOEXEC);
        if (watch < 0)
            throw LinuxException.Last("inotify_init1");
        try
        {
            if (inotify_add_watch(watch, folder, IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF) < 0)
                return false;
            var end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
            Span<byte> events = stackalloc byte[4096];
            // Looked for only once it is watched: what is made in between is seen or told.
            while (!File.Exists($"{folder}/{name}"))
            {
                if (!Directory.Exists(folder) || !Poll.WaitReadable(watch, TimeSpan.FromMilliseconds(end - Environment.TickCount64)))
                    return false;
                Descriptor.Read(watch, events);
            }
            return true;
        }
        finally
        {
            Descriptor.Close(watch);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(int watch, string path, uint mask);
}
