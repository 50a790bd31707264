using System.Diagnostics;
using System.Text;
using Dkvm.Linux;
using Microsoft.Win32.SafeHandles;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>A docker command, or another, with a terminal of its own as its controlling terminal, as a person at a keyboard has one.</summary>
internal sealed class TerminalSession : IAsyncDisposable
{
    private readonly Process _process;
    private readonly int _master;
    private readonly FileStream _keyboard;
    private readonly StringBuilder _screen = new();
    private readonly Lock _lock = new();
    private readonly Task _reading;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TerminalSession(Process process, int master)
    {
        _process = process;
        _master = master;
        _keyboard = new FileStream(new SafeFileHandle(master, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
        _reading = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
    }

    public static TerminalSession Start(Docker docker, int rows, int columns, params string[] arguments) =>
        StartProgram(docker, rows, columns, ["docker", .. arguments]);

    /// <param name="command">The program and its arguments.</param>
    public static TerminalSession StartProgram(Docker docker, int rows, int columns, string[] command)
    {
        var (master, terminal, number) = Pty.Open();
        Pty.Resize(master, rows, columns);
        // setsid makes its stdin the controlling terminal; without one no SIGWINCH is sent.
        var info = new ProcessStartInfo("/bin/sh", [
            "-c", "exec setsid --ctty \"$@\" <\"$0\" >\"$0\" 2>&1", $"/dev/pts/{number}", .. command,
        ]);
        foreach (var (name, value) in docker.Environment)
            info.Environment[name] = value;
        info.Environment["TERM"] = "xterm";
        var process = new Process { StartInfo = info, EnableRaisingEvents = true };
        // As long as this end is open too, the master does not end.
        process.Exited += (_, _) => Descriptor.Close(terminal);
        process.Start();
        return new(process, master);
    }

    /// <summary>All that came so far.</summary>
    public string Screen
    {
        get
        {
            lock (_lock)
                return _screen.ToString();
        }
    }

    /// <summary>Bytes are characters of the same number, so that nothing is lost.</summary>
    public void Type(string keys) => _keyboard.Write(Encoding.Latin1.GetBytes(keys));

    public void Resize(int rows, int columns) => Pty.Resize(_master, rows, columns);

    /// <summary>Waits until a text has come, and takes it and all before it off <see cref="Screen"/>.</summary>
    public async Task<string> Expect(string text)
    {
        using var deadline = new CancellationTokenSource(Docker.Patience);
        while (true)
        {
            Task more;
            lock (_lock)
            {
                var all = _screen.ToString();
                if (all.IndexOf(text, StringComparison.Ordinal) is >= 0 and var at)
                {
                    _screen.Remove(0, at + text.Length);
                    return all[..(at + text.Length)];
                }
                if (_reading.IsCompleted)
                    throw new TimeoutException($"the session ended without '{text}'; it showed:\n{all}");
                more = _more.Task;
            }
            try
            {
                await Task.WhenAny(more, _reading).WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"'{text}' did not come; the terminal shows:\n{Screen}");
            }
        }
    }

    public async Task<int> ExitCode()
    {
        using var deadline = new CancellationTokenSource(Docker.Patience);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the session did not end; the terminal shows:\n{Screen}");
        }
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        await _keyboard.DisposeAsync();
        _process.Dispose();
    }

    private void Read()
    {
        var buffer = new byte[4096];
        // Minus EIO is a terminal's end of file.
        for (int n; (n = Descriptor.Read(_master, buffer)) > 0;)
            lock (_lock)
            {
                _screen.Append(Encoding.Latin1.GetString(buffer, 0, n));
                _more.SetResult();
                _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
    }
}
