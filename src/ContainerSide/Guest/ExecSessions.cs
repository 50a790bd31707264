using Dkvm.Actors.Ports;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.ContainerSide.Guest;

/// <summary>The sessions of one guest besides the entrypoint's. Loop's thread only, but for <see cref="Start"/>.</summary>
internal sealed class ExecSessions(EventLoop loop) : IDisposable
{
    private readonly Dictionary<uint, ExecSession> _sessions = [];
    private AgentConnection? _agent;
    private StreamConnection? _stream;
    private uint _lastId = EntrypointSession.Id;

    public EventLoop Loop => loop;

    public AgentConnection Agent => _agent ?? throw new InvalidOperationException("no guest is attached");

    public StreamConnection Stream => _stream ?? throw new InvalidOperationException("no guest is attached");

    public void Connect(AgentConnection agent, StreamConnection stream) => (_agent, _stream) = (agent, stream);

    public IExecSession Start(ProcessPlan process, Action<ExecSaid> onEvent)
    {
        var session = new ExecSession(this, NextId(), process, onEvent);
        Post(() => _sessions.Add(session.Id, session));
        Post(session.Begin);
        return session;
    }

    public void Post(Action work) => loop.Post(work);

    public void Forget(uint id)
    {
        _stream?.Close(id);
        _sessions.Remove(id);
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values.ToArray())
            session.Dispose();
    }

    private uint NextId() => Interlocked.Increment(ref _lastId);
}
