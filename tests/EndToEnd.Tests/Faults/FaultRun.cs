using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Dkvm.Tests.EndToEnd.Harness;
using Xunit.Sdk;

namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>One container, from its creation to the proof that nothing is left of it, and the means to do it harm.</summary>
internal sealed class FaultRun(Engine engine, string settings) : IAsyncDisposable
{
    /// <summary>Prints READY, then waits; TERM ends it with 3.</summary>
    public static readonly string[] Handler = ["sh", "-c", "trap 'echo stopping; exit 3' TERM; echo READY; sleep 1000 & wait"];

    /// <summary>Ends by itself, with <see cref="ShortCode"/>.</summary>
    public static readonly string[] Short = ["sh", "-c", "echo READY; exit 4"];

    public const int ShortCode = 4;

    /// <summary>Catches what hangs, on a machine with much else to do. The deadlines in faults.conf are well below.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private Task<Finished>? _starting;
    private readonly HashSet<int> _seen = [];
    private SupervisorLog? _log;

    public string Id { get; private set; } = "";

    /// <summary>Deadlines are short: set before it begins.</summary>
    public bool Impatient { get; set; }

    public Docker Docker => engine.Docker;

    public int Supervisor => Pid("dkvm-supervisor");

    public int Qemu => Pid("qemu-system");

    public int Virtiofsd => Pid("virtiofsd");

    /// <summary>Its workload is <see cref="Short"/>: a fault can come too late for it.</summary>
    public bool EndsByItself { get; private set; }

    /// <summary>docker create, then docker start, which is not waited for.</summary>
    public async Task Begin(string[] command, params string[] options)
    {
        EndsByItself = command == Short;
        Id = (await Docker.Do([
            "create", "--runtime", Runtime.Dkvm, "-v", $"{settings}{(Impatient ? ".impatient" : "")}:/etc/faults.conf:ro", "-e", "DKVM_HOCON=/etc/faults.conf",
            .. options, Image.Busybox, .. command,
        ])).Successful().Text;
        _log = new SupervisorLog(Id);
        _starting = Docker.Do("start", Id);
    }

    /// <exception cref="TooLateException">The container has ended.</exception>
    public Task Until(Step step) => UntilLog(StepWords.Of(step));

    /// <returns>Which of the words the supervisor's log has said.</returns>
    /// <exception cref="TooLateException">The container has ended.</exception>
    public Task<string> UntilLog(params string[] words) =>
        _log!.Until(words, Patience, () => _starting!.IsCompleted && !EngineState.PidsOf(engine, Id).Any());

    /// <summary>Docker knows that it runs.</summary>
    public async Task Started() => (await _starting!).Successful();

    public async Task Says(string text)
    {
        await Started();
        await Docker.Says(Id, text);
    }

    /// <summary>The supervisor stands still at a step, however long Docker's own start takes.</summary>
    public async Task Hold(Step step)
    {
        await Until(step);
        Signal(Supervisor, "STOP");
        await Started();
    }

    /// <summary>A QEMU that has not been seen before runs.</summary>
    public async Task UntilQemuIsNew()
    {
        await Eventually(() => Pids("qemu-system").Any(pid => !_seen.Contains(pid)), () => "QEMU is not started again");
        _seen.UnionWith(Pids("qemu-system"));
    }

    /// <summary>In bytes, of the container's control group (cgroup v1: memory.usage_in_bytes; v2: memory.current).</summary>
    public long MemoryUsed() => long.Parse(EngineState.Read(MemoryFile("memory.usage_in_bytes", "memory.current")), CultureInfo.InvariantCulture);

    public void LimitMemory(long bytes) => File.WriteAllText(MemoryFile("memory.limit_in_bytes", "memory.max"), $"{bytes}");

    /// <exception cref="TooLateException">It has gone.</exception>
    public static void Signal(int pid, string name)
    {
        if (Process(["-s", name, pid.ToString(CultureInfo.InvariantCulture)]) != 0)
            throw new TooLateException($"there is no process {pid} any more");
    }

    /// <summary>Has a process stand still before the workload runs: the supervisor then starts the VM again.</summary>
    /// <exception cref="TooLateException">The workload was faster; the process goes on.</exception>
    public async Task StandsStill(int pid)
    {
        Signal(pid, "STOP");
        var started = StepWords.Of(Step.Workload);
        if (await UntilLog(started, "attempt 2") != started)
            return;
        Signal(pid, "CONT");
        throw new TooLateException("the workload was faster");
    }

    /// <summary>docker stop of a supervisor that stands still: it goes on once the TERM is pending.</summary>
    public async Task StopHeld()
    {
        var supervisor = Supervisor;
        var stopping = Docker.Do("stop", "-t", "60", Id);
        await Eventually(() => IsPending(supervisor, signal: 15), () => "docker stop sends no TERM");
        Signal(supervisor, "CONT");
        (await stopping).Successful();
    }

    /// <summary>The container has ended, with one of these codes and these words on stderr, and nothing is left of it.</summary>
    public async Task Ends(int[] codes, string errors = "")
    {
        await _starting!;   // fails where the fault was faster: Docker's exit code tells
        var code = int.Parse((await Docker.Do(["wait", Id], null, Patience)).Successful().Text, CultureInfo.InvariantCulture);
        var logs = await Docker.Do("logs", Id);
        if (!codes.Contains(code))
            throw new XunitException($"exit code {code} instead of {string.Join(" or ", codes)}\n{logs}\n{_log!.Text}");
        if (!Regex.IsMatch(logs.Errors, errors, RegexOptions.IgnoreCase | RegexOptions.Singleline))
            throw new XunitException($"stderr does not match {errors}\n{logs}");
        await IsGone();
    }

    public Task Ends(int code, string errors = "") => Ends([code], errors);

    /// <summary>As <see cref="Ends(int, string)"/>; where the workload ran before the fault came, it ends with another code and words.</summary>
    /// <exception cref="TooLateException">It did, and nothing is left of it.</exception>
    public async Task EndsUnlessItRan(int code, int otherCode, string words)
    {
        await _starting!;
        if (await Docker.Wait(Id) != otherCode || !(await Docker.Do("logs", Id)).Errors.Contains(words))
        {
            await Ends(code);
            return;
        }
        await IsGone();
        throw new TooLateException("the workload ran already");
    }

    /// <summary>Nothing is left of it.</summary>
    public bool HasGone { get; private set; }

    /// <summary>Removes it; then neither a process, nor a control group, mount, folder or socket has it.</summary>
    public async Task IsGone()
    {
        (await Docker.Do("rm", "-f", "-v", Id)).Successful();
        string[] left = [];
        await Eventually(
            () => (left = [.. EngineState.Of(engine).Without(engine.AtRest).Things.Where(t => t.Contains(Id))]).Length == 0,
            () => $"left behind of {Id}:\n{string.Join('\n', left)}");
        Assert.Empty(EngineState.PidsOf(engine, Id));
        HasGone = true;
    }

    public async ValueTask DisposeAsync()
    {
        _log?.Dispose();
        if (Id.Length > 0)
            await Docker.Do("rm", "-f", "-v", Id);
    }

    /// <summary>A process that is being started has its parent's name for a moment, and its start may be in the log already.</summary>
    /// <exception cref="TooLateException">The whole container has gone.</exception>
    private int Pid(string program)
    {
        int[] pids = [];
        var all = 0;
        SpinWait.SpinUntil(() =>
        {
            pids = [.. Pids(program)];
            all = pids.Length == 0 ? EngineState.PidsOf(engine, Id).Count() : 1;
            return pids.Length == 1 || all == 0;
        }, LeftOvers.Patience);
        if (all == 0)
            throw new TooLateException($"{program} has gone, and its container with it");
        return Assert.Single(pids);
    }

    /// <summary>For what other processes do, and the kernel tells nobody of.</summary>
    private static async Task Eventually(Func<bool> isSo, Func<string> otherwise)
    {
        for (var waited = Stopwatch.StartNew(); !isSo(); await Task.Delay(10))
            if (waited.Elapsed > LeftOvers.Patience)
                throw new XunitException(otherwise());
    }

    private IEnumerable<int> Pids(string program) => EngineState.PidsOf(engine, Id)
        .Where(pid => EngineState.Read($"/proc/{pid}/cmdline").Split('\0')[0].Contains(program));

    private string MemoryFile(string v1, string v2) => new[] { $"/sys/fs/cgroup/memory/{engine.ControlGroup}/{Id}/{v1}", $"/sys/fs/cgroup/{engine.ControlGroup}/{Id}/{v2}" }
        .First(File.Exists);

    private static int Process(string[] arguments)
    {
        using var kill = System.Diagnostics.Process.Start("kill", arguments);
        kill.WaitForExit();
        return kill.ExitCode;
    }

    /// <summary>proc(5), status: ShdPnd is a mask, bit n-1 for signal n.</summary>
    private static bool IsPending(int pid, int signal)
    {
        var line = EngineState.Read($"/proc/{pid}/status").Split('\n').FirstOrDefault(l => l.StartsWith("ShdPnd:", StringComparison.Ordinal));
        Assert.False(line is null, "the supervisor went while it was to be stopped");
        return (Convert.ToUInt64(line["ShdPnd:".Length..].Trim(), 16) >> (signal - 1) & 1) == 1;
    }
}
