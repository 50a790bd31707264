using System.Diagnostics;

namespace Dkvm.Tests.Interop;

/// <summary>Debian's own qemu-ga, in namespaces of its own: stock-agent.sh.</summary>
public sealed class StockAgent : IDisposable
{
    private static readonly Lazy<string> Root = new(MakeRoot);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dkvm-qga-");
    private readonly Process _agent;

    public StockAgent()
    {
        using var watcher = new FileSystemWatcher(_folder.FullName, Path.GetFileName(Socket)) { EnableRaisingEvents = true };
        var appeared = new TaskCompletionSource();
        watcher.Created += (_, _) => appeared.TrySetResult();
        _agent = Process.Start(new ProcessStartInfo(Files.StockAgent, [Root.Value, _folder.FullName]) { RedirectStandardError = true })!;
        _agent.EnableRaisingEvents = true;
        _agent.Exited += (_, _) => appeared.TrySetException(new InvalidOperationException("qemu-ga ended"));
        try
        {
            if (!File.Exists(Socket) && !appeared.Task.Wait(TimeSpan.FromMinutes(1)))
                throw new TimeoutException("qemu-ga does not listen");
        }
        catch (Exception e)
        {
            _agent.Kill();
            throw new InvalidOperationException(_agent.StandardError.ReadToEnd(), e);
        }
    }

    public string Socket => $"{_folder}/qga.sock";

    public void Dispose()
    {
        _agent.Kill(); // unshare takes with it what it started
        _agent.WaitForExit();
        _agent.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string MakeRoot()
    {
        using var make = Process.Start(new ProcessStartInfo(Files.MakeStockAgent) { RedirectStandardOutput = true })!;
        var root = make.StandardOutput.ReadToEnd().Trim();
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
        return root;
    }
}
