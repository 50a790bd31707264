using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>docker checkpoint, and docker start --checkpoint: a VM is saved while its workload runs, and goes on.</summary>
public sealed class CheckpointTests(Engine engine) : EngineTest(engine)
{
    /// <summary>Counts in memory, twice over: what it prints is also written to a file that it holds open.</summary>
    private const string Counter = """
        mkdir /tmp/shm; exec 3>/counted 4</etc/passwd; read -r first <&4; i=0
        while :; do i=$((i+1)); echo $i; echo $i >&3; sleep 0.1; done
        """;

    private Task<string> StartCounter(params string[] options) =>
        Docker.Start(Runtime.Dkvm, [.. options, Image.Debian, "bash", "-c", Counter]);

    /// <summary>Where Docker keeps a container's checkpoints.</summary>
    private string OwnFolder(string container) => $"{Engine.Folder}/data/containers/{container}/checkpoints";

    private static string[] Copies() => [.. Directory.EnumerateDirectories("/tmp", "ctrd-checkpoint*").Order()];

    private static void CopyTo(string parent, string folder)
    {
        var copy = Directory.CreateDirectory(Path.Combine(parent, Path.GetFileName(folder)));
        foreach (var file in Directory.EnumerateFiles(folder))
            File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
    }

    private async Task<int[]> Counted(string container) =>
        [.. (await Docker.Do("logs", container)).Successful().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    [Fact]
    public async Task A_counter_goes_on_from_its_value_in_a_new_VM_and_so_do_its_open_files_and_its_network()
    {
        var copies = Copies();
        var container = await StartCounter();
        await Docker.Says(container, "5");
        await Docker.Start(Runtime.Runc, "--name", "neighbour", Image.Busybox, "sleep", "1000");
        (await Docker.Do("exec", "-d", container, "sleep", "1000")).Successful();

        (await Docker.Do("checkpoint", "create", container, "one")).Successful();
        Assert.Equal(137, await Docker.Wait(container));
        Assert.Equal(0, (int)(await Docker.Inspect(container))["State"]!["Pid"]!);
        var before = await Counted(container);
        (await Docker.Do("start", "--checkpoint", "one", container)).Successful();
        await Docker.Says(container, $"{before[^1] + 5}");

        var all = await Counted(container);
        Assert.Equal(Enumerable.Range(1, all.Length), all); // none twice, none left out
        var asked = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var inside = (await Docker.Do("exec", container, "bash", "-c", """
            date +%s; counted=$(cat /counted)
            test -d /tmp/shm && [ $(tail -n 1 <<<"$counted") -gt 5 ] && [ $(wc -l <<<"$counted") = $(tail -n 1 <<<"$counted") ] && echo files
            ls /proc/*/exe -l 2>/dev/null | grep -c 'bin/sleep$' | grep -q '^[01]$' && echo alone
            """)).Successful().Output.Split('\n');
        Assert.InRange(long.Parse(inside[0], System.Globalization.CultureInfo.InvariantCulture), asked - 1, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
        Assert.Equal(["files", "alone", ""], inside[1..]);
        var address = await Docker.AddressOf(container);
        (await Docker.Do("exec", "neighbour", "ping", "-c", "1", "-W", "20", address)).Successful();
        (await Docker.Do("stop", "-t", "1", container)).Successful();
        Assert.Equal(copies, Copies()); // containerd's
    }

    [Fact]
    public async Task One_that_is_left_running_counts_on_and_its_checkpoint_in_another_folder_starts_where_it_was()
    {
        var folder = Directory.CreateTempSubdirectory("dkvm-checkpoint-");
        try
        {
            var container = await StartCounter();
            await Docker.Says(container, "5");
            var earlier = (await Counted(container))[^1];
            (await Docker.Do("checkpoint", "create", "--leave-running", "--checkpoint-dir", folder.FullName, container, "two")).Successful();
            var saved = (await Counted(container))[^1];
            await Docker.Says(container, $"{saved + 20}");
            Assert.Equal("two", (await Docker.Do("checkpoint", "ls", "--checkpoint-dir", folder.FullName, container)).Successful().Text.Split('\n')[^1]);
            (await Docker.Do("kill", container)).Successful();
            await Docker.Wait(container);

            // Docker starts from its own folder alone ("custom checkpointdir is not supported").
            CopyTo(OwnFolder(container), Path.Combine(folder.FullName, "two"));
            (await Docker.Do("start", "--checkpoint", "two", container)).Successful();
            await Docker.Says(container, $"{saved + 40}");

            // The second life begins where the first was saved.
            var all = await Counted(container);
            var again = Enumerable.Range(1, all.Length - 1).Single(i => all[i] != all[i - 1] + 1);
            Assert.InRange(all[again], earlier, saved + 1);
            (await Docker.Do("rm", "-f", container)).Successful();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_terminal_and_what_is_typed_go_on_too()
    {
        var container = (await Docker.Do(
            "create", "-it", "--runtime", Runtime.Dkvm, Image.Busybox, "sh", "-c", "echo READY; while read -r x; do echo got $x; done")).Successful().Text;
        (await Docker.Do("start", container)).Successful();
        await Docker.Says(container, "READY");
        (await Docker.Do("checkpoint", "create", container, "one")).Successful();
        await Docker.Wait(container);
        (await Docker.Do("start", "--checkpoint", "one", container)).Successful();

        await using var session = TerminalSession.StartProgram(Docker, 24, 80, ["docker", "attach", container]);
        session.Type("after\n");
        await session.Expect("got after");
    }

    [Fact]
    public async Task A_checkpoint_that_does_not_fit_or_is_damaged_is_a_clear_error_and_the_container_can_be_started_without()
    {
        var container = await StartCounter();
        await Docker.Says(container, "2");
        (await Docker.Do("checkpoint", "create", container, "one")).Successful();
        await Docker.Wait(container);
        var saved = $"{OwnFolder(container)}/one";
        string[] start = ["start", "--checkpoint", "one", container];

        var header = await File.ReadAllTextAsync($"{saved}/dkvm.json");
        await File.WriteAllTextAsync($"{saved}/dkvm.json", header.Replace("\"package\":\"", "\"package\":\"other-", StringComparison.Ordinal));
        Assert.Contains("it was made by version other-", (await Docker.Do(start)).Errors);
        await File.WriteAllTextAsync($"{saved}/dkvm.json", header.Replace("\"vcpus\":", "\"vcpus\":1", StringComparison.Ordinal));
        Assert.Contains("it is of a VM with 512 MiB and 12 processors", (await Docker.Do(start)).Errors);
        File.Delete($"{saved}/dkvm.json");
        Assert.Contains("there is no whole checkpoint of a VM", (await Docker.Do(start)).Errors);
        await File.WriteAllTextAsync($"{saved}/dkvm.json", header);
        foreach (var (file, why) in new[] { ("memory", "its memory is not whole"), ("machine", "QEMU could not load it") })
        {
            var whole = await File.ReadAllBytesAsync($"{saved}/{file}");
            await File.WriteAllBytesAsync($"{saved}/{file}", whole[..(whole.Length / 2)]);
            await Docker.Do(start);
            Assert.Equal(125, await Docker.Wait(container));
            Assert.Contains($"it cannot go on from the checkpoint: {why}", (await Docker.Do("logs", container)).Errors);
            await File.WriteAllBytesAsync($"{saved}/{file}", whole);
        }

        (await Docker.Do("start", container)).Successful();
        await Docker.Says(container, "2");
    }

    [Fact]
    public async Task What_cannot_be_saved_is_refused_by_name_and_goes_on()
    {
        var container = await Docker.Start(
            Runtime.Dkvm, "-e", "DKVM_DISKS=ext4,64m,/var/a.img,/data", Image.Busybox, "sh", "-c", "echo READY; sleep 1000");
        await Docker.Says(container, "READY");
        Assert.Contains("a VM with disks", (await Docker.Do("checkpoint", "create", container, "one")).Errors);
        (await Docker.Do("exec", container, "true")).Successful();
        Assert.Equal("", (await Docker.Do("checkpoint", "ls", container)).Successful().Text.Split('\n').Skip(1).FirstOrDefault() ?? "");
    }
}
