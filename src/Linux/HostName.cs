using System.Runtime.InteropServices;
using System.Text;

namespace Dkvm.Linux;

/// <summary>sethostname(2), setdomainname(2), uname(2).</summary>
public static partial class HostName
{
    private const int UtsFieldSize = 65;

    public static void SetHost(string name)
    {
        if (sethostname(name, (nuint)Encoding.UTF8.GetByteCount(name)) < 0)
            throw LinuxException.Last($"set the host name {name}");
    }

    public static void SetDomain(string name)
    {
        if (setdomainname(name, (nuint)Encoding.UTF8.GetByteCount(name)) < 0)
            throw LinuxException.Last($"set the domain name {name}");
    }

    /// <summary>The kernel as uname(1) gives it with -r, -v and -m.</summary>
    public static unsafe (string Release, string Version, string Machine) Kernel()
    {
        // struct utsname: sysname, nodename, release, version, machine, domainname.
        var fields = stackalloc byte[6 * UtsFieldSize];
        _ = uname(fields);
        return (Field(fields, 2), Field(fields, 3), Field(fields, 4));
    }

    /// <summary>The host name, as uname(1) gives it with -n.</summary>
    public static unsafe string Host()
    {
        var fields = stackalloc byte[6 * UtsFieldSize];
        _ = uname(fields);
        return Field(fields, 1);
    }

    private static unsafe string Field(byte* fields, int index) =>
        Marshal.PtrToStringUTF8((nint)(fields + index * UtsFieldSize)) ?? "";

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int sethostname(string name, nuint length);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setdomainname(string name, nuint length);

    [LibraryImport("libc")]
    private static unsafe partial int uname(byte* fields);
}
