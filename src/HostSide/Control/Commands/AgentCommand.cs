using System.Text.Json;
using Dkvm.Contract;
using Dkvm.HostSide.Docker;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Control;
using Dkvm.Protocol.Qga;

namespace Dkvm.HostSide.Commands;

/// <summary>
/// agent: a command for the guest's agent, by way of the supervisor, and its answer on stdout. Exit code 1 where the
/// answer is an error, 125 where there is none; guest-shutdown, which has none on success, is over when the VM is.
/// </summary>
public static class AgentCommand
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The supervisor keeps the time; this is for one that is stopped itself.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static async Task<int> Run(string container, string text, TimeSpan patience, string dockerSocket, string run = Paths.HostRun)
    {
        var line = Parse(text);
        using var engine = new Engine(dockerSocket);
        var id = await new ContainerFinder(engine, run).Find(container);
        return Ask(id, line, text, patience, run, stdout: 1);
    }

    /// <param name="id">The whole id.</param>
    /// <param name="line">What <paramref name="text"/> says.</param>
    /// <param name="text">The command.</param>
    /// <param name="patience">How long the guest may take to come up and to answer.</param>
    /// <param name="run">One folder a container.</param>
    /// <param name="stdout">Gets the answer as it comes.</param>
    public static int Ask(string id, AgentLine line, string text, TimeSpan patience, string run, int stdout)
    {
        using var client = ControlClient.Connect(id, run);
        var (ours, theirs) = UnixSocket.Pair();
        try
        {
            client.Send("agent", json => Write(json, text, patience), theirs);
            Descriptor.Close(theirs);
            theirs = -1;
            var any = Copy(id, ours, stdout, patience + Grace);
            try
            {
                return client.Next(Grace) is ControlAnswer.Return done && done.Value.GetProperty("failed").GetBoolean() ? 1 : 0;
            }
            catch (DkvmException) when (client.HasGone && !any && line.Execute == AgentCommands.Shutdown)
            {
                return 0;
            }
        }
        finally
        {
            Descriptor.Close(theirs);
            Descriptor.Close(ours);
        }
    }

    private static AgentLine Parse(string text)
    {
        try
        {
            return AgentLine.Parse(text);
        }
        catch (ProtocolException e)
        {
            throw new DkvmException($"this is no command of a guest agent: {e.Message}", remedy: "such as '{\"execute\": \"guest-info\"}'");
        }
    }

    private static void Write(Utf8JsonWriter json, string text, TimeSpan patience)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        json.WriteNumber("seconds"u8, patience.TotalSeconds);
        json.WriteEndObject();
    }

    /// <returns>Whether there was anything.</returns>
    private static bool Copy(string id, int from, int to, TimeSpan patience)
    {
        var any = false;
        var buffer = new byte[64 * 1024];
        while (true)
        {
            if (!Poll.WaitReadable(from, patience))
                throw new DkvmException($"the supervisor of container {id} does not answer", remedy: "is the container paused?");
            var n = Descriptor.Read(from, buffer);
            if (n <= 0)
                return any;
            any = true;
            Descriptor.WriteAll(to, buffer.AsSpan(0, n));
        }
    }
}
