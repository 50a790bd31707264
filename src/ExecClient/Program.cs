using System.Text;
using Dkvm.Contract;
using Dkvm.ExecClient;
using Dkvm.Linux;

// dkvm-exec CONNECTION GATE NAME: stands in the container for a process that docker exec starts in the VM: its streams are
// this one's, its end is this one's. The connection, inherited, is the session; what comes on it before the gate, a pipe,
// has ended is dkvm's; the name is for ps(1) alone.
if (args.Length < 2 || !int.TryParse(args[0], out var socket) || !int.TryParse(args[1], out var gate))
{
    Descriptor.WriteAll(2, "dkvm-exec: only dkvm starts this program\n"u8);
    return ExitCode.RuntimeFailed;
}
var session = new ExecConnection(socket);
using var signals = ForwardedSignals.To(session);
session.Attach();
Descriptor.Read(gate, new byte[1]);
var (code, error) = session.WaitForEnd();
if (error is not null)
    Descriptor.WriteAll(2, Encoding.UTF8.GetBytes($"dkvm: {error}\n"));
return code;
