using System.Diagnostics;

namespace Dkvm.Tests.Interop;

/// <summary>qga_client.py with an agent.</summary>
internal static class Client
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <param name="socket">Where the agent listens.</param>
    /// <param name="agent">Its name in the expectations.</param>
    public static void HasEveryConversation(string socket, string agent)
    {
        using var client = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Files.Client, socket, Files.Conversations, agent])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = client.StandardOutput.ReadToEndAsync();
        var errors = client.StandardError.ReadToEndAsync();
        if (!client.WaitForExit(Patience))
            client.Kill();
        client.WaitForExit();
        Assert.True(client.ExitCode == 0, $"exit code {client.ExitCode}\n{output.Result}{errors.Result}");
        Assert.Contains("conversations, 0 failed", output.Result);
    }
}
