using System.Text;
using Dkvm.Linux;

namespace Dkvm.GuestSide;

/// <summary>The machine's console, where the kernel's log goes too: for what has no better place.</summary>
internal static class GuestConsole
{
    private const int Standard = 2;

    public static void Write(string line) => Descriptor.WriteAll(Standard, Encoding.UTF8.GetBytes($"dkvm-guest: {line}\n"));
}
