using Dkvm.Linux;

namespace Dkvm.GuestSide.Boot;

/// <summary>
/// For its first second the kernel counts time by what it took the processor's clock for at its start, while it measures that
/// clock; then it changes over to it, and stops all processors for it (arch/x86/kernel/tsc.c, tsc_refine_calibration_work).
/// What goes on from a template is to find that done.
/// </summary>
internal static class KernelClock
{
    private const string Current = "devices/system/clocksource/clocksource0/current_clocksource";
    private const string Preliminary = "tsc-early";

    /// <summary>A kernel that takes longer is saved as it is: its machines are then as exact, and start more slowly.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Until the change, of which the kernel writes into its log.</summary>
    public static void AwaitFinal(InitialRoot initial)
    {
        var log = FileNode.TryOpenAt(initial.Devices, "kmsg", Descriptor.ReadOnly | Descriptor.NonBlocking);
        if (log < 0)
            return;
        Span<byte> record = stackalloc byte[8192]; // CONSOLE_EXT_LOG_MAX
        var deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (IsPreliminary(initial) && deadline - Environment.TickCount64 is > 0 and var left
            && Poll.WaitReadable(log, TimeSpan.FromMilliseconds(left)))
            while (Descriptor.Read(log, record) > 0)
            {
                // The next question reads on.
            }
        Descriptor.Close(log);
    }

    private static bool IsPreliminary(InitialRoot initial) => SmallFile.TryRead(Current, at: initial.System)?.TrimEnd() == Preliminary;
}
