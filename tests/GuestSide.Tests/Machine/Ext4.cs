
namespace Dkvm.Tests.GuestSide.Machine;

/// <summary>An empty ext4 file system, made by the package's mkfs.</summary>
internal static class Ext4
{
    private const long Size = 16 * 1024 * 1024;

    public static void Make(string file)
    {
        using (var disk = File.Create(file))
            disk.SetLength(Size);
        using var make = Package.Start("usr/sbin/mkfs.ext4", "-q", "-F", file);
        make.WaitForExit();
        Assert.True(make.ExitCode == 0, make.StandardError.ReadToEnd());
    }
}
