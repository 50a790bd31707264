using Dkvm.Linux;

namespace Dkvm.GuestSide.Boot;

/// <summary>
/// QEMU tells the kernel by an ACPI event that it goes on from a template, and the kernel has its random generator start anew
/// (drivers/virt/vmgenid.c). To interpret the firmware's program for that event takes an emulator some ten milliseconds, and the
/// generator has the host's entropy by then (Linux/EntropyPool): so the event waits, until a machine lives longer than a moment.
/// </summary>
internal static class GenerationId
{
    /// <summary>QEMU's include/hw/acpi/acpi_dev_interface.h, ACPI_VMGENID_CHANGE_STATUS: bit 5.</summary>
    private const string Event = "firmware/acpi/interrupts/gpe05";

    /// <summary>Documentation/ABI/testing/sysfs-firmware-acpi. A kernel that refuses hears it at once.</summary>
    public static void Hold(InitialRoot initial) => _ = SmallFile.TryWrite(Event, "mask\n", at: initial.System);

    public static void Release(InitialRoot initial) => _ = SmallFile.TryWrite(Event, "unmask\n", at: initial.System);
}
