using System.Text;
using System.Text.Json;
using Dkvm.ContainerSide.Guest;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.Tests.Interop;

/// <summary>The supervisor's client of agents on an event loop of its own.</summary>
internal sealed class AgentClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public AgentClient(string socket)
    {
        Loop.Start("agent client");
        Connection = OnLoop(() => new AgentConnection(Loop, UnixSocket.Connect(socket), loss => Losses.Add(loss)));
    }

    public EventLoop Loop { get; } = new();

    public AgentConnection Connection { get; }

    public List<AgentLoss> Losses { get; } = [];

    public AgentAnswer Ask(string command, string? arguments = null) =>
        Wait<AgentAnswer>(done => Connection.Ask(command, arguments is null ? null : json => json.WriteRawValue(arguments), done, much: true));

    /// <summary>Asks and takes the value.</summary>
    public JsonElement Value(string command, string? arguments = null)
    {
        var answer = Ask(command, arguments);
        Assert.Null(answer.Error);
        return JsonDocument.Parse(answer.Return).RootElement;
    }

    /// <summary>Has something begun on the loop's thread, and waits for what it calls back with.</summary>
    public T Wait<T>(Action<Action<T>> begin)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Post(() =>
        {
            try
            {
                begin(done.SetResult);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task.WaitAsync(Patience).GetAwaiter().GetResult();
    }

    public T OnLoop<T>(Func<T> work) => Wait<T>(done => done(work()));

    public void Dispose()
    {
        OnLoop(() =>
        {
            Connection.Dispose();
            return 0;
        });
        Loop.Dispose();
    }

    public static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
