using System.Text;
using System.Text.Json;
using Dkvm.Actors.Guest;
using Dkvm.ContainerSide.Control;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.Protocol.Control;

namespace Dkvm.ContainerSide.Exec;

/// <summary><c>exec</c>: hands each request to the guest's actor, which keeps a child for it.</summary>
/// <param name="begin">Where requests go; called on the loop's thread.</param>
public sealed class ExecCommand(Action<ExecRequest> begin) : IControlCommand
{
    public string Name => ExecWire.Exec;

    public void Begin(ControlCall call)
    {
        var process = Read(call.Arguments);
        var client = new ExecClient(call);
        call.Event(); // it has come: a client that hears nothing knows that the supervisor is stuck
        begin(new ExecRequest(process, client));
    }

    private static ProcessPlan Read(JsonElement arguments)
    {
        try
        {
            if (arguments.TryGetProperty(ExecWire.Process, out var process))
                return PlanJson.ReadProcessPlan(Encoding.UTF8.GetBytes(process.GetRawText()));
        }
        catch (JsonException e)
        {
            throw new DkvmException($"exec: \"{ExecWire.Process}\" is no process: {e.Message}");
        }
        throw new DkvmException($"exec needs the argument \"{ExecWire.Process}\", with args");
    }
}
