using System.Text;
using System.Text.Json;
using Dkvm.ContainerSide.Guest;
using Dkvm.ContainerSide.Qemu;
using Dkvm.Linux;
using Dkvm.Protocol.Control;

namespace Dkvm.ContainerSide.Control;

/// <summary>
/// One client of the console: first what has been said, then, where it follows, what is. A client that does not take it
/// loses the middle, and is told how much. Loop's thread only.
/// </summary>
internal sealed class ConsoleReader
{
    /// <summary>Above this many bytes that the client has not taken, what comes is left out.</summary>
    private const int MostBacklog = 1024 * 1024;

    /// <summary>A guest that does not say its kernel's log in this time has other sorrows: the console has to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly EventLoop _loop;
    private readonly ControlCall _call;
    private readonly ConsoleFeed _console;
    private readonly bool _follows;
    private readonly Action _onClosed;
    private readonly KernelLogReader _kernel;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private IDisposable? _listening;
    private LoopTimer? _timer;
    private long _lost;
    private bool _past;

    public ConsoleReader(EventLoop loop, ControlCall call, ConsoleFeed console, GuestPort guest, bool follows, Action onClosed)
    {
        (_loop, _call, _console, _follows, _onClosed) = (loop, call, console, follows, onClosed);
        _kernel = new KernelLogReader(loop, guest, follows, Kernel, EndPast);
    }

    public void Begin()
    {
        _call.OnClosed = End;
        if (_console.Tail is { Length: > 0 } tail)
            Say(ConsoleWire.Console, json => json.WriteStringValue(tail));
        if (_follows)
            _listening = _console.Listen(Console);
        _timer = _loop.After(Patience, () => EndPast($"the guest's agent has not said the kernel's log in {Patience.TotalSeconds:0} s"));
        _kernel.Begin();
    }

    /// <summary>What there was has been sent, as far as it can be had.</summary>
    private void EndPast(string? note)
    {
        if (_past)
            return;
        _past = true;
        _timer?.Dispose();
        if (_follows && note is null)
            Say(ConsoleWire.Whole, json => json.WriteBooleanValue(true));
        else if (_follows)
            Say(ConsoleWire.Note, json => json.WriteStringValue(note));
        else
        {
            _kernel.Dispose();
            _call.Return(note is null ? null : json => Write(json, ConsoleWire.Note, value => value.WriteStringValue(note)));
        }
    }

    private void Console(ReadOnlySpan<byte> bytes)
    {
        if (LeavesOut(bytes.Length))
            return;
        var characters = new char[_decoder.GetCharCount(bytes, flush: false)];
        _decoder.GetChars(bytes, characters, flush: false);
        if (characters.Length > 0)
            Say(ConsoleWire.Console, json => json.WriteStringValue(characters));
    }

    private void Kernel(IReadOnlyList<string> lines)
    {
        if (!LeavesOut(lines.Sum(l => l.Length)))
            Say(ConsoleWire.Kernel, json =>
            {
                json.WriteStartArray();
                foreach (var line in lines)
                    json.WriteStringValue(line);
                json.WriteEndArray();
            });
    }

    private bool LeavesOut(long bytes)
    {
        if (_call.Backlog > MostBacklog)
        {
            _lost += bytes;
            return true;
        }
        if (_lost > 0)
        {
            var lost = _lost;
            _lost = 0;
            Say(ConsoleWire.Lost, json => json.WriteNumberValue(lost));
        }
        return false;
    }

    private void Say(string what, Action<Utf8JsonWriter> value) => _call.Event(json => Write(json, what, value));

    private static void Write(Utf8JsonWriter json, string what, Action<Utf8JsonWriter> value)
    {
        json.WriteStartObject();
        json.WritePropertyName(what);
        value(json);
        json.WriteEndObject();
    }

    private void End()
    {
        _past = true;
        _timer?.Dispose();
        _listening?.Dispose();
        _kernel.Dispose();
        _onClosed();
    }
}
