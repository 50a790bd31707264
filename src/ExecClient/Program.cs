using System.Text;
using Dkvm.Contract;
using Dkvm.ExecClient;
using Dkvm.Linux;

// dkvm-exec CONNECTION NAME: stands in the container for a process that docker exec started in the VM: its streams are
// this one's, its end is this one's. The connection, inherited, is the session; the name is for ps(1) alone.
if (args.Length < 1 || !int.TryParse(args[0], out var socket))
{
    Descriptor.WriteAll(2, "dkvm-exec: only dkvm starts this program\n"u8);
    return ExitCode.RuntimeFailed;
}
var session = new ExecConnection(socket);
using var signals = ForwardedSignals.To(session);
session.Attach();
var (code, error) = session.WaitForEnd();
if (error is not null)
    Descriptor.WriteAll(2, Encoding.UTF8.GetBytes($"dkvm: {error}\n"));
return code;
