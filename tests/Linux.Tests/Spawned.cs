using System.Text;
using Dkvm.Linux;

namespace Dkvm.Tests.Linux;

/// <summary>Runs a request to its end and keeps what it printed.</summary>
internal sealed record Spawned(ExitStatus Status, string Output, string Errors)
{
    private static readonly Reaper Reaper = Started();

    public static Spawned Shell(string script, Func<SpawnRequest, SpawnRequest>? change = null) =>
        Run(new SpawnRequest { Arguments = ["/bin/sh", "-c", script] }, change);

    public static Spawned Run(SpawnRequest request, Func<SpawnRequest, SpawnRequest>? change = null)
    {
        var (outRead, outWrite) = Descriptor.Pipe();
        var (errRead, errWrite) = Descriptor.Pipe();
        var input = Descriptor.Open("/dev/null", Descriptor.ReadOnly);
        var ended = new TaskCompletionSource<ExitStatus>();
        try
        {
            request = request with { Descriptors = [input, outWrite, errWrite] };
            request = change?.Invoke(request) ?? request;
            Reaper.Spawn(() => Start(request), ended.SetResult);
        }
        catch
        {
            Descriptor.Close(outRead);
            Descriptor.Close(errRead);
            throw;
        }
        finally
        {
            Descriptor.Close(input);
            Descriptor.Close(outWrite);
            Descriptor.Close(errWrite);
        }
        var errors = Task.Run(() => ReadAll(errRead));
        var output = ReadAll(outRead);
        return new(ended.Task.WaitAsync(TimeSpan.FromSeconds(30)).Result, output, errors.Result);
    }

    private static int Start(SpawnRequest request)
    {
        var process = Spawner.Start(request);
        Descriptor.Close(process.PidFd);
        return process.Pid;
    }

    private static Reaper Started()
    {
        var reaper = new Reaper();
        reaper.Start();
        return reaper;
    }

    private static string ReadAll(int fd)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        for (int n; (n = Descriptor.Read(fd, buffer)) > 0;)
            text.Append(Encoding.UTF8.GetString(buffer, 0, n));
        Descriptor.Close(fd);
        return text.ToString();
    }
}
