using static Dkvm.Tests.EndToEnd.Exec.ExecCase;

namespace Dkvm.Tests.EndToEnd.Exec;

/// <summary>The table. What stands here as expected is what runc does under Docker; the test holds both to it.</summary>
internal static class ExecCases
{
    private static readonly byte[] AllBytes = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];

    public static readonly IReadOnlyList<ExecCase> All =
    [
        // exit codes
        new("nothing", [], ["true"]),
        new("code 1", [], ["false"], ExitCode: 1),
        Shell("code 42", "exit 42", exitCode: 42),
        Shell("code 255", "exit 255", exitCode: 255),
        Shell("ended by KILL", "kill -KILL $$", exitCode: 137),
        Shell("ended by TERM", "kill -TERM $$", exitCode: 143),
        Shell("ended by SEGV", "kill -SEGV $$", exitCode: 139),
        Shell("ended by a real-time signal", "kill -40 $$", exitCode: 168),
        Shell("a child's end is not the end", "sh -c 'kill -KILL $$'; echo code $?", "code 137\n"),

        // commands that cannot be
        new("a command that is missing", [], ["no-such-command", "x"], null, 126),
        new("a path that is missing", [], ["/no/such/command"], null, 126),
        new("a file that is not executable", [], ["/tmp/unmarked"], null, 126),
        new("a folder", [], ["/tmp/folder"], null, 126),
        new("no program", [], ["/tmp/odd"], ExitCode: 1),
        new("a script without its interpreter", [], ["/tmp/orphan"], ExitCode: 1),
        new("a path through a file", [], ["/etc/passwd/x"], null, 126),
        new("not in PATH", ["-e", "PATH=/nowhere"], ["true"], null, 126),
        new("in the PATH of the command line", ["-e", "PATH=/nowhere:/bin"], ["true"]),

        // streams
        Shell("both outputs apart", "echo out; echo err >&2; echo out again", "out\nout again\n"),
        Shell("much on both outputs", "head -c 3000000 /dev/zero | tr '\\0' o & head -c 3000000 /dev/zero | tr '\\0' e >&2; wait",
            new string('o', 3_000_000)),
        Shell("nothing on stdin without -i", "wc -c", "0\n", input: AllBytes),
        new("the end of stdin", ["-i"], ["wc", "-c"], "256\n", Input: AllBytes),
        new("every byte on stdin", ["-i"], ["od", "-An", "-tu1", "-v"], null, Input: AllBytes),
        new("every byte both ways", ["-i"], ["cat"], null, Input: AllBytes),
        Shell("stdin that nobody reads", "echo done", "done\n", input: new byte[3_000_000], flags: ["-i"]),
        Shell("stdin that is closed early", "head -c 10 | wc -c; exec <&-; echo on", "10\non\n", input: new byte[3_000_000], flags: ["-i"]),
        Shell("empty stdin", "wc -c; echo ended", "0\nended\n", flags: ["-i"]),
        Shell("an output that is closed early", "exec >&-; echo err >&2; exit 5", exitCode: 5),
        Shell("a line without an end", "printf 'no end'", "no end"),
        Shell("outputs opened anew by their owner", "echo out > /dev/stdout; echo err > /dev/stderr", "out\n", flags: ["-u", "33"]),
        Shell("a reader of its own output", "echo text | cat | cat", "text\n"),

        // the command line
        new("arguments as they are", [], ["sh", "-c", "for a; do echo \"[$a]\"; done", "zero", "", "two words", "qu\"ote", "ü€", "$HOME", "a\nb"],
            "[]\n[two words]\n[qu\"ote]\n[ü€]\n[$HOME]\n[a\nb]\n"),
        new("a thousand arguments", [], ["sh", "-c", "echo $#", .. Enumerable.Range(0, 1001).Select(i => $"{i}")], "1000\n"),
        new("a long argument", [], ["sh", "-c", "echo ${#1}", "zero", new string('x', 100_000)], "100000\n"),

        // the environment
        Shell("the whole environment", "env | sort", null),
        Shell("the environment with more", "env | sort", null, flags: ["-e", "MORE=1", "-e", "EMPTY=", "-e", "BOTH=exec", "-e", "WITH=a=b c"]),
        Shell("a long variable", "echo ${#LONG}", "100000\n", flags: ["-e", $"LONG={new string('x', 100_000)}"]),
        Shell("HOME of root", "echo $HOME", "/root\n"),
        Shell("HOME of another user", "echo $HOME", "/var/www\n", flags: ["-u", "www-data"]),
        Shell("HOME of nobody known", "echo $HOME", "/\n", flags: ["-u", "12345"]),
        Shell("HOME as given", "echo $HOME", "/elsewhere\n", flags: ["-u", "33", "-e", "HOME=/elsewhere"]),

        // users
        Shell("ids", "id -u; id -g; id -G", null),
        Shell("a user by name", "id -u; id -g; id -G", null, flags: ["-u", "www-data"]),
        Shell("a user by number", "id -u; id -g; id -G", null, flags: ["-u", "33"]),
        Shell("a user and a group by number", "id -u; id -g; id -G", null, flags: ["-u", "33:4"]),
        Shell("a user and a group by name", "id -u; id -g; id -G", null, flags: ["-u", "www-data:users"]),
        Shell("a user with additional groups", "id -u; id -g; id -G", null, flags: ["-u", "daemon"]),
        Shell("a user that nobody knows", "id -u; id -g; id -G", null, flags: ["-u", "12345:54321"]),
        new("a user without a name", ["-u", "no-such-user"], ["true"], null, 126),
        Shell("files of another user's", "cat /tmp/closed/x", exitCode: 1, flags: ["-u", "33"]),

        // the working directory
        new("the container's own folder", [], ["pwd"], "/srv\n"),
        new("another folder", ["-w", "/tmp"], ["pwd"], "/tmp\n"),
        new("a folder that is missing", ["-w", "/no/such"], ["pwd"], null, 126),
        new("a folder that is a file", ["-w", "/etc/passwd"], ["pwd"], null, 126),
        new("a program below the folder", ["-w", "/bin"], ["./echo", "x"], "x\n"),

        // rights and limits
        Shell("capabilities", "grep ^Cap /proc/self/status", null),
        Shell("capabilities of another user", "grep ^Cap /proc/self/status", null, flags: ["-u", "33"]),
        Shell("no new privileges", "grep NoNewPrivs /proc/self/status", "NoNewPrivs:\t0\n"),
        Shell("open files", "ulimit -Sn; ulimit -Hn", "600\n600\n"),
        Shell("umask", "umask", "0022\n"),
        Shell("signals are neither ignored nor blocked", "exec grep -E '^Sig(Ign|Blk)' /proc/self/status", null),

        // the process
        Shell("among the container's processes", "cat /proc/1/comm; hostname", "sh\nexec\n"),
        Shell("a session of its own", "read pid name state parent group session rest < /proc/self/stat; echo $parent; [ $pid = $session ] && echo leader",
            "0\nleader\n"),
        Shell("no descriptor but its own", "ls /proc/self/fd | wc -l", "4\n"),
        Shell("what it leaves behind belongs to the first process", "sh -c 'sleep 0.3; cut -d\" \" -f4 /proc/self/stat' & exec true", null),

        // terminals
        Shell("no terminal", "tty; [ -t 1 ] || echo none", "not a tty\nnone\n"),
        Shell("a terminal without a user's", "[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo yes; echo $TERM", "yes\r\nxterm\r\n", flags: ["-t"]),
        Shell("a terminal has one output", "echo err >&2; exit 3", "err\r\n", 3, flags: ["-t"]),
        Shell("a terminal of another user", "echo x > $(tty)", "x\r\n", flags: ["-t", "-u", "33"]),
    ];
}
