using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Dkvm.Tests.GuestSide.Agent;

/// <summary>Whatever the host's side sends, the agent goes on and can be synchronised with.</summary>
public sealed class AgentFuzzTests : IDisposable
{
    private readonly AgentHarness _agent = new();
    private long _number = 1L << 40;

    public void Dispose() => _agent.Dispose();

    [Property(MaxTest = 300)]
    public bool Any_bytes_leave_the_agent_in_order(byte[] bytes)
    {
        _agent.Client.Send(bytes);
        return _agent.Synchronises(++_number) && _agent.Alive;
    }

    [Property(MaxTest = 600, Arbitrary = [typeof(Lines)])]
    public bool Texts_that_are_nearly_commands_leave_the_agent_in_order(NearlyCommands lines)
    {
        _agent.Client.Send(lines.Bytes);
        return _agent.Synchronises(++_number) && _agent.Alive;
    }

    public sealed record NearlyCommands(byte[] Bytes)
    {
        public override string ToString() => Encoding.Latin1.GetString(Bytes);
    }

    /// <summary>Commands with all sorts of arguments, cut, doubled and joined. None of them opens, freezes or starts anything.</summary>
    public static class Lines
    {
        private static readonly string[] Names =
        [
            "guest-sync", "guest-sync-delimited", "guest-ping", "guest-info", "guest-get-time", "guest-get-osinfo", "guest-get-vcpus",
            "guest-get-host-name", "guest-get-timezone", "guest-network-get-interfaces", "guest-fsfreeze-status", "guest-file-read",
            "guest-file-write", "guest-file-seek", "guest-file-close", "guest-exec", "guest-exec-status", "guest-shutdown", "dkvm-configure",
            "dkvm-arm", "dkvm-kernel-log", "dkvm-processes", "dkvm-", "", "guest-\\ud800", "guest-fly",
        ];

        private static readonly string[] Keys =
        [
            "id", "path", "arg", "env", "handle", "count", "buf-b64", "pid", "mode", "offset", "whence", "capture-output", "input-data", "process", "",
        ];

        private static readonly string[] Values =
        [
            "1", "-1", "1e400", "9223372036854775808", "0.5", "true", "null", "\"\"", "\"x\"", "\"\\ud800\"", "\"%%\"", "[]", "[1]", "{}",
            "{\"a\":{\"b\":[[[]]]}}", "\"\u00ff\u00fe\"", "nonsense", "\"unended",
        ];

        public static Arbitrary<NearlyCommands> NearlyCommands()
        {
            var value = Gen.Elements(Values);
            var member = Gen.Elements(Keys).SelectMany(k => value.Select(v => $"\"{k}\":{v}"));
            var arguments = Gen.OneOf(member.ListOf(2).Select(m => $"{{{string.Join(",", m)}}}"), value);
            var command = Gen.Elements(Names).SelectMany(n => arguments.SelectMany(a => value.Select(id =>
                $"{{\"execute\":\"{n}\",\"arguments\":{a},\"id\":{id}}}")));
            var end = Gen.Elements("\n", "", "\r\n", "\0", "}", "\n{\n", "]\n");
            var line = command.SelectMany(c => end.SelectMany(e => Gen.Choose(0, 4).Select(cut => (cut == 0 ? c[..(c.Length * 2 / 3)] : c) + e)));
            return line.ListOf(3).Select(l => new NearlyCommands(Encoding.Latin1.GetBytes(string.Concat(l)))).ToArbitrary();
        }
    }
}
