using System.Reflection;

namespace Dkvm.Tests.Interop;

/// <summary>Where the sources are.</summary>
internal static class Files
{
    private static readonly string Root = typeof(Files).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>A client in another language, which knows no particular agent.</summary>
    public static string Client => Here("qga_client.py");

    public static string Conversations => Here("conversations.json");

    public static string StockAgent => Here("stock-agent.sh");

    /// <summary>Prints the folder with Debian's agent, made first where it is not there.</summary>
    public static string MakeStockAgent => Path.Combine(Root, "build/qemu-ga.sh");

    private static string Here(string name) => Path.Combine(Root, "tests/Interop.Tests", name);
}
