namespace Dkvm.Actors.Ports;

/// <summary>A process that an exec started in the guest. Methods may be called from any thread.</summary>
public interface IExecSession
{
    /// <summary>
    /// Connects its streams, which have waited until now: takes over the client's descriptors. <see cref="ExecSaid.Exited"/>
    /// comes after this.
    /// </summary>
    void Attach(IExecStdio stdio);

    void Signal(int number);

    /// <summary>The client's terminal has another size.</summary>
    void Resize();

    /// <summary>Nobody waits for it any more: SIGKILL, and its output goes nowhere.</summary>
    void Kill();
}

/// <summary>A client's stdin, stdout and stderr.</summary>
public interface IExecStdio;

/// <summary>What becomes of an exec in the guest.</summary>
public abstract record ExecSaid
{
    public sealed record Started : ExecSaid;

    /// <summary>It cannot be started: 127, 126 or 125, and why.</summary>
    public sealed record Refused(int ExitCode, string Message) : ExecSaid;

    /// <summary>It has ended, and what it wrote until then has been passed on.</summary>
    public sealed record Exited(int ExitCode) : ExecSaid;
}

/// <summary>Who asked for an exec, and waits for it. Methods may be called from any thread.</summary>
public interface IExecClient
{
    /// <summary>Hands on what the client sends, from the first on: events of the exec's life cycle.</summary>
    void Connect(Action<object> onEvent);

    void Started();

    /// <summary>The last word: the process was not started.</summary>
    void Refused(int exitCode, string message);

    /// <summary>The last word: the process has ended.</summary>
    void Ended(int exitCode);

    /// <summary>The last word: the process was started, and the guest lost.</summary>
    void Lost(string why);
}
