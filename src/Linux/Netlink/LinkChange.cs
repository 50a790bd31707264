namespace Dkvm.Linux.Netlink;

/// <summary>What to change about a link, all in one step; null leaves as it is.</summary>
public sealed record LinkChange
{
    public string? Name { get; init; }

    /// <summary>As in <see cref="Link.Mac"/>.</summary>
    public string? Mac { get; init; }

    /// <summary>In bytes.</summary>
    public int? Mtu { get; init; }

    public bool? Up { get; init; }
}
