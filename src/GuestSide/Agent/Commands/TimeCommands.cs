using System.Text.Json;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Agent;

/// <summary>guest-set-time and guest-get-timezone.</summary>
/// <param name="devices">/dev with the hardware clock.</param>
internal sealed class TimeCommands(int devices)
{
    private const string HardwareClockDevice = "rtc0";

    /// <summary>
    /// Sets the system's clock and the hardware's by it; without a time the system's clock by the hardware's.
    /// </summary>
    public Answer Set(CallArguments arguments)
    {
        var time = arguments.OptionalInteger("time");
        arguments.End();
        var hardware = FileNode.TryOpenAt(devices, HardwareClockDevice, Descriptor.ReadOnly);
        if (hardware < 0)
            throw new LinuxException($"open /dev/{HardwareClockDevice}", -hardware);
        try
        {
            if (time is { } nanoseconds)
            {
                SetSystem(nanoseconds);
                HardwareClock.Set(hardware, DateTime.UnixEpoch.AddTicks(nanoseconds / 100));
            }
            else
            {
                SetSystem((HardwareClock.Read(hardware) - DateTime.UnixEpoch).Ticks * 100);
            }
        }
        finally
        {
            Descriptor.Close(hardware);
        }
        return Answer.Empty;
    }

    /// <summary>The name is optional, and known for UTC alone: the others' short names are in no library here.</summary>
    public static void WriteZone(Utf8JsonWriter writer)
    {
        TimeZoneInfo.ClearCachedData(); // it may have been set since
        var zone = TimeZoneInfo.Local;
        if (zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime)
            writer.WriteString("zone"u8, "UTC"u8);
        writer.WriteNumber("offset"u8, (long)zone.GetUtcOffset(DateTimeOffset.UtcNow).TotalSeconds);
    }

    private static void SetSystem(long nanoseconds)
    {
        try
        {
            Clock.SetSinceEpoch(nanoseconds);
        }
        catch (LinuxException e)
        {
            throw new AgentFault($"Failed to set time to guest: {e.Message}");
        }
    }
}
