using Dkvm.Contract;
using Dkvm.Tests.GuestSide.Machine;

namespace Dkvm.Tests.GuestSide;

/// <summary>What a process sees of its machine, by name: one boot for many questions.</summary>
public sealed class InsideView
{
    private const string Script = """
        show() { echo "== $1"; shift; "$@" 2>&1; }
        show pid echo $$
        show processes sh -c 'cd /proc; echo [0-9]*'
        show ids sh -c 'grep -E "^(Uid|Gid|Groups)" /proc/$$/status'
        show caps grep ^Cap /proc/$$/status
        show privileges grep NoNewPrivs /proc/$$/status
        show score cat /proc/$$/oom_score_adj
        show signals grep -E 'Sig(Blk|Ign)' /proc/self/status
        show limits sh -c 'echo $(ulimit -S -n) $(ulimit -H -n)'
        show umask umask
        show folder pwd
        show folderowner stat -c %u:%a /made/by/the/guest
        show environment env
        show hostname hostname
        show root ls /
        show mounts cut -d' ' -f2,3 /proc/mounts
        show rootmount grep ' / ' /proc/mounts
        show devices ls /dev
        show masked sh -c 'wc -c < /proc/kcore; ls /proc/acpi | wc -l'
        show fixed sh -c 'echo 1 > /proc/sys/kernel/panic || echo refused'
        show parameter cat /proc/sys/net/ipv4/ip_forward
        show writable sh -c 'touch /x || echo refused'
        show volume sh -c 'touch /data/x && echo written'
        show tmpfs sh -c 'stat -c %a /scratch; stat -c %a /home/user; df -k /scratch | tail -1 | cut -c25-40; touch /scratch/x && echo written'
        show file cat /scratch/kept
        show loopback sh -c 'ip -o addr show lo | grep -c "127.0.0.1/8"; ip -o link show lo | grep -c LOOPBACK,UP'
        show stdin sh -c 'wc -c; stat -L -c %t:%T /proc/self/fd/0'
        show descriptors sh -c 'ls /proc/$$/fd; true'
        show standard sh -c 'echo to /dev/stdout > /dev/stdout'
        show clock date +%s
        show session sh -c 'set -- $(cat /proc/1/stat); echo $6'
        """;

    private readonly Dictionary<string, string> _answers = [];

    public InsideView()
    {
        var plan = Plans.Shell(Script);
        plan = plan with
        {
            Mounts =
            [
                .. plan.Mounts,
                new("bind", "/data", "/data", ["rbind"]),
                new("tmpfs", "/scratch", "tmpfs", ["nosuid", "size=1024k"]),
                new("tmpfs", "/home/user", "tmpfs", []),
                new("bind", "/scratch/kept", "/scratch/kept", ["bind", "ro"]),
            ],
            ReadonlyRoot = true,
            Sysctls = new Dictionary<string, string> { ["net.ipv4.ip_forward"] = "1" },
        };
        plan = plan.With(p => p with
        {
            Uid = 1000,
            Gid = 1001,
            AdditionalGids = [7, 42],
            Cwd = "/made/by/the/guest",
            Umask = 0x17,
            NullStdin = true,
            NoNewPrivileges = true,
            OomScoreAdj = 123,
            Rlimits = [new("RLIMIT_NOFILE", 100, 1_073_741_816)],
            Capabilities = p.Capabilities! with { Effective = [], Permitted = [] },
        });
        Ended = TestMachine.Run(plan, root =>
        {
            // The user of the test may write to what root owns here, as far as the mounts let him.
            foreach (var folder in (string[])["", "data"])
                File.SetUnixFileMode(Path.Combine(root, folder), (UnixFileMode)0x1FF);
            File.SetUnixFileMode(Path.Combine(root, "home/user"), (UnixFileMode)0x1C0);
            Directory.CreateDirectory(Path.Combine(root, "scratch"));
            File.SetUnixFileMode(Path.Combine(root, "scratch"), (UnixFileMode)0x3FF);
            File.WriteAllText(Path.Combine(root, "scratch/kept"), "kept\n");
        });
        foreach (var section in Ended.Output.Split("== ", StringSplitOptions.RemoveEmptyEntries))
            if (section.Split('\n', 2) is [var name, var answer])
                _answers[name] = answer;
    }

    internal Ended Ended { get; }

    public string this[string question] => _answers.TryGetValue(question, out var answer)
        ? answer
        : throw new KeyNotFoundException($"{question}: all there is is \"{Ended.Output}\", \"{Ended.Errors}\"");
}
