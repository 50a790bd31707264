using System.Text.Json;

namespace Dkvm.Protocol.Control;

/// <summary>
/// docker exec on the control socket. One connection carries one exec; dkvm opens it, and dkvm-exec inherits it through
/// runc, so that nothing else has to name the session, and whatever dies on the way ends it.
/// <code>
/// dkvm (host)                                supervisor
///   exec(process: ProcessPlan) ─────────────▶
///   … has runc start dkvm-exec in the container with the connection, while the guest starts the process …
///                              ◀───────────── {"event": {}}          it has come; the VM may have to boot first
///                              ◀───────────── {"event": "started"}   the process runs in the guest, or an error
///   … reads no further, which dkvm-exec knows by the end of a pipe that dkvm holds …
/// dkvm-exec (container)
///   attach + stdin, stdout, stderr ─────────▶        at any time; the supervisor reads and writes them once it runs
///   signal(number), resize ─────────────────▶        for a process that runs
///                              ◀───────────── {"return": code}       or an error with an exit code, where the VM was lost
///   end of file before that ────────────────▶        the process is killed
/// </code>
/// </summary>
public static class ExecWire
{
    public const string Exec = "exec";
    public const string Process = "process";
    public const string Started = "started";
    public const string Attach = "attach";
    public const string Signal = "signal";
    public const string Resize = "resize";

    private const string Number = "number";

    public static byte[] SignalRequest(int number) => ControlWriter.Request(Signal, json => WriteSignal(json, number));

    /// <summary>The arguments of <see cref="Signal"/>; as a connection's first command it is for the entrypoint.</summary>
    public static void WriteSignal(Utf8JsonWriter json, int number)
    {
        json.WriteStartObject();
        json.WriteNumber(Number, number);
        json.WriteEndObject();
    }

    /// <returns>The signal's number, or null.</returns>
    public static int? NumberOf(JsonElement arguments) =>
        arguments.TryGetProperty(Number, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;
}
