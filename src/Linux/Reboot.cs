using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>reboot(2).</summary>
public static partial class Reboot
{
    private const int LINUX_REBOOT_CMD_POWER_OFF = 0x4321FEDC;
    private const int LINUX_REBOOT_CMD_RESTART = 0x01234567;
    private const int LINUX_REBOOT_CMD_HALT = unchecked((int)0xCDEF0123);

    /// <summary>Ends the machine at once: nothing is synced. Does not return where it succeeds.</summary>
    public static void PowerOff() => _ = reboot(LINUX_REBOOT_CMD_POWER_OFF);

    public static void Restart() => _ = reboot(LINUX_REBOOT_CMD_RESTART);

    public static void Halt() => _ = reboot(LINUX_REBOOT_CMD_HALT);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int reboot(int command);
}
