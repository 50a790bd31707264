namespace Dkvm.Tests.EndToEnd.Software;

/// <summary>A server as Debian packages it, and clients that leave something with it and find it again.</summary>
internal sealed record Service(string Name, string Image)
{
    /// <summary>Of <c>docker run</c>.</summary>
    public string[] Options { get; init; } = [];

    public string[] Command { get; init; } = [];

    /// <summary>Where its volume is mounted.</summary>
    public string? Data { get; init; }

    /// <summary>What it says once it serves; null for one that says nothing, whose clients try until it answers.</summary>
    public string? Ready { get; init; }

    /// <summary>A container of its network that it needs, as arguments of <c>docker run</c>.</summary>
    public string[] Companion { get; init; } = [];

    /// <summary>
    /// Processor time that the first start on an empty volume needs would be many times as much in an emulated VM: runc
    /// does it, and the server goes on with the volume. <see cref="FirstStartTests"/> has it done in the VM.
    /// </summary>
    public bool PreparedByRunc { get; init; }

    /// <summary>All that a client was answered is on the disk: it survives <c>docker kill</c>.</summary>
    public bool SurvivesKill { get; init; }

    /// <summary>
    /// How often it may be tried: above 1 for a server that does not promise to find all again, and once in some hundred
    /// restarts does not, with runc alone.
    /// </summary>
    public int Tries { get; init; } = 1;

    public required Client Write { get; init; }

    public required Client Read { get; init; }

    /// <summary>After <c>docker stop</c>.</summary>
    public int ExitCode { get; init; }
}

/// <summary>A container of the server's network, where the server's name is "server".</summary>
/// <param name="Runtime">Where it runs itself.</param>
/// <param name="Output">What it is to print.</param>
internal sealed record Client(string Runtime, string Image, string Script, string Output);
