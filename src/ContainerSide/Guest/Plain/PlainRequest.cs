using System.Text.Json;
using Dkvm.Contract;

namespace Dkvm.ContainerSide.Guest.Plain;

/// <summary>What is to be run where the guest's agent is not ours.</summary>
/// <param name="Process">As docker exec asked for it.</param>
/// <param name="Interactive">It is to have input.</param>
internal sealed record PlainRequest(ProcessPlan Process, bool Interactive)
{
    private const string Why = "the guest's agent is a plain qemu-ga, whose guest-exec has";

    /// <exception cref="DkvmException">The protocol cannot do this.</exception>
    public void Check()
    {
        if (Process.Terminal)
            throw Refusal("no terminal", "leave -t out");
        if (Interactive)
            throw Refusal("no stream for input", "leave -i out");
        if (Process.Uid != 0 || Process.Gid != 0)
            throw Refusal("root as its only user", "leave -u out, and start the command by su or runuser");
    }

    /// <summary>The arguments of guest-exec. It has no working folder: a shell changes to it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        IReadOnlyList<string> command = Process.Cwd is "" or "/"
            ? Process.Args
            : ["/bin/sh", "-c", "cd -- \"$0\" && exec \"$@\"", Process.Cwd, .. Process.Args];
        json.WriteStartObject();
        json.WriteString("path"u8, command[0]);
        Write(json, "arg"u8, command.Skip(1));
        Write(json, "env"u8, Process.Env);
        json.WriteBoolean("capture-output"u8, true);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static DkvmException Refusal(string what, string remedy) => new($"{Why} {what}", remedy: remedy);
}
