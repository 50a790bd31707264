using Dkvm.GuestSide;
using Dkvm.Linux;

// /init of the initramfs: process 1 of the virtual machine. It may not end, for then the kernel panics.
if (Environment.ProcessId != 1)
{
    GuestConsole.Write("dkvm-guest is the init of a DKVM guest; it does nothing elsewhere");
    return 1;
}
try
{
    using var guest = Guest.Boot();
    guest.Run();
}
catch (Exception e)
{
    GuestConsole.Write($"ending the machine: {e}");
}
Mount.SyncAll();
Reboot.PowerOff();
return 0;
