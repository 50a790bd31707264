using System.Buffers.Binary;
using Dkvm.GuestSide.Boot;
using Dkvm.Linux;

namespace Dkvm.GuestSide;

/// <summary>
/// The ACPI power button, QMP's system_powerdown: an input device that sends the key POWER.
/// </summary>
internal sealed class PowerButton : IDisposable
{
    private const string Folder = "input";
    private const string Prefix = "event";

    // struct input_event, include/uapi/linux/input.h: 16 bytes of time, then type, code, value.
    private const int EventSize = 24;
    private const int TypeAt = 16;
    private const int CodeAt = 18;
    private const int ValueAt = 20;

    // include/uapi/linux/input-event-codes.h
    private const ushort EV_KEY = 1;
    private const ushort KEY_POWER = 116;
    private const int Pressed = 1;

    private readonly List<Watch> _watches = [];
    private readonly Action _onPress;

    /// <param name="initial">Whose /dev has the input devices.</param>
    /// <param name="loop">Whose thread calls back.</param>
    /// <param name="onPress">Called for each press.</param>
    public PowerButton(InitialRoot initial, EventLoop loop, Action onPress)
    {
        _onPress = onPress;
        foreach (var name in FolderListing.Names(initial.Devices, Folder))
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            var fd = FileNode.TryOpenAt(initial.Devices, $"{Folder}/{name}", Descriptor.ReadOnly | Descriptor.NonBlocking);
            if (fd < 0)
                continue;
            var watch = loop.Add(fd, OnReadable);
            watch.WantRead(true);
            _watches.Add(watch);
        }
        if (_watches.Count == 0)
            GuestConsole.Write("there is no power button; only the agent can end the machine");
    }

    public void Dispose() => _watches.ForEach(Close);

    private void OnReadable(Watch watch)
    {
        Span<byte> events = stackalloc byte[EventSize * 16];
        var n = Descriptor.Read(watch.Fd, events);
        if (n <= 0)
        {
            if (n != -Errno.EAGAIN)
                Close(watch); // the device has gone
            return;
        }
        for (var e = events[..n]; e.Length >= EventSize; e = e[EventSize..])
            if (BinaryPrimitives.ReadUInt16LittleEndian(e[TypeAt..]) == EV_KEY
                && BinaryPrimitives.ReadUInt16LittleEndian(e[CodeAt..]) == KEY_POWER
                && BinaryPrimitives.ReadInt32LittleEndian(e[ValueAt..]) == Pressed)
                _onPress();
    }

    private static void Close(Watch watch)
    {
        watch.Dispose();
        Descriptor.Close(watch.Fd);
    }
}
