namespace Dkvm.Contract;

/// <summary>
/// The MAC addresses that a guest's network cards start with, the same in every VM: a template is made before it is known
/// whose it will be, so each guest takes its own address when it is configured. Locally administered (IEEE 802, bit 1).
/// </summary>
public static class CardMac
{
    private const int First = 0x6d00;

    /// <param name="index">Of the card, from 0. A number is not used again while its card is there, of which there are few.</param>
    public static string Of(int index) => $"02:64:6b:76:{(First + index) >> 8 & 0xff:x2}:{index & 0xff:x2}";
}
