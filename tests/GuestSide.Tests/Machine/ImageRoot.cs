using System.Diagnostics;

namespace Dkvm.Tests.GuestSide.Machine;

/// <summary>A small image: Debian's static busybox, a passwd file and what Docker makes in every image.</summary>
internal static class ImageRoot
{
    private const string Busybox = "/bin/busybox";

    public static void Make(string folder)
    {
        foreach (var path in (string[])["bin", "dev", "etc", "proc", "root", "sys", "tmp", "home/user", "data"])
            Directory.CreateDirectory(Path.Combine(folder, path));
        File.Copy(Busybox, Path.Combine(folder, "bin/busybox"));
        foreach (var applet in Applets())
            if (applet != "busybox")
                File.CreateSymbolicLink(Path.Combine(folder, "bin", applet), "busybox");
        File.WriteAllText(Path.Combine(folder, "etc/passwd"),
            "root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000::/home/user:/bin/sh\n");
        File.WriteAllText(Path.Combine(folder, "etc/os-release"), "ID=testimage\nPRETTY_NAME=\"Test Image\"\n");
        File.WriteAllText(Path.Combine(folder, "bin/odd"), "\u0001\u0002 no program");
        File.SetUnixFileMode(Path.Combine(folder, "bin/odd"), (UnixFileMode)0x1ED);
    }

    private static string[] Applets()
    {
        using var list = Process.Start(new ProcessStartInfo(Busybox, ["--list"]) { RedirectStandardOutput = true })!;
        return list.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
