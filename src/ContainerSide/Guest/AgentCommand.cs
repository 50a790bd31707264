using System.Text.Json;
using Dkvm.ContainerSide.Control;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide.Guest;

/// <summary>
/// <c>agent</c>: passes a command on to the guest's agent, {"text": JSON, "seconds": how long to wait}. With it comes a
/// descriptor, which gets the answer as a line; the command returns {"failed": whether it is an error}.
/// </summary>
public sealed class AgentCommand(World world, GuestPort guest) : IControlCommand
{
    /// <summary>The answers may be long, and are held until their clients have taken them.</summary>
    private const int MostAtOnce = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromHours(1);

    private int _open;

    public string Name => "agent";

    public void Begin(ControlCall call)
    {
        var descriptors = call.TakeDescriptors();
        try
        {
            if (descriptors.Count != 1)
                throw new DkvmException("the command \"agent\" takes one descriptor");
            Ask(call, descriptors[0]);
        }
        catch
        {
            foreach (var fd in descriptors)
                Descriptor.Close(fd);
            throw;
        }
    }

    private void Ask(ControlCall call, int answerFd)
    {
        var line = Line(call.Arguments);
        // They change what the supervisor relies on, such as which process the container is.
        if (AgentCommands.IsOurs(line.Execute))
            throw new DkvmException($"{line.Execute} is between the supervisor and its guest", remedy: "guest-info lists the others");
        if (_open >= MostAtOnce)
            throw new DkvmException($"{MostAtOnce} commands wait for the guest's agent already");
        IDisposable? waiting = null;
        _open++;
        var question = new AgentQuestion(world.Loop, call, line, answerFd, PatienceOf(call.Arguments), () =>
        {
            _open--;
            waiting?.Dispose();
        });
        waiting = guest.WhenUp(question.Ask);
    }

    private static AgentLine Line(JsonElement arguments)
    {
        if (!arguments.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String)
            throw new DkvmException("the command \"agent\" takes a text");
        try
        {
            return AgentLine.Parse(text.GetString()!);
        }
        catch (ProtocolException e)
        {
            throw new DkvmException($"this is no command of a guest agent: {e.Message}", remedy: "such as '{\"execute\": \"guest-info\"}'");
        }
    }

    private static TimeSpan PatienceOf(JsonElement arguments)
    {
        if (!arguments.TryGetProperty("seconds", out var given) || given.ValueKind != JsonValueKind.Number)
            return Patience;
        return TimeSpan.FromSeconds(Math.Clamp(given.GetDouble(), 0, LongestPatience.TotalSeconds));
    }
}
