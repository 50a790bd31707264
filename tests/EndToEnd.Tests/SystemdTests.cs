using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>An image whose entrypoint is systemd, started by a plain docker run, is a machine.</summary>
[Trait("Category", "Soak")]
public sealed class SystemdTests(Engine engine) : EngineTest(engine)
{
    private const int Killed = 137;

    [Fact]
    public async Task Debian_boots_to_a_login_on_the_terminal_runs_its_services_and_shuts_down_in_order()
    {
        var name = $"machine-{Guid.NewGuid():N}";
        await using var terminal = TerminalSession.Start(Docker, 40, 120, Docker.RunArguments(Runtime.Dkvm, ["-it", "--name", name, Image.Systemd]));

        await terminal.Expect("login:");
        terminal.Type("root\n");
        await terminal.Expect(":~#");
        terminal.Type("echo it-is-$(systemctl is-system-running --wait)-on-$(tty)\n");
        await terminal.Expect("it-is-running-on-/dev/console");

        var inside = (await Docker.Do("exec", name, "sh", "-c", """
            systemctl is-active multi-user.target systemd-journald dbus
            systemctl --failed --no-legend | wc -l
            journalctl -b -o cat | grep -c 'Reached target multi-user.target'
            stat -fc %T /sys/fs/cgroup
            cat /proc/1/comm
            modprobe dummy && grep -o '^dummy' /proc/modules
            systemd-run --wait -q sh -c 'echo from-a-unit >/run/unit'; cat /run/unit
            """)).Successful();
        Assert.Equal("active\nactive\nactive\n0\n1\ncgroup2fs\nsystemd\ndummy\nfrom-a-unit\n", inside.Output);

        (await Docker.Do("stop", "-t", "120", name)).Successful();

        await terminal.Expect("Reached target");
        Assert.Equal(0, await terminal.ExitCode());
    }

    /// <summary>The engine sends TERM where an image has no STOPSIGNAL of its own: the power button, for such a VM.</summary>
    [Fact]
    public async Task The_power_button_shuts_it_down_as_well_and_a_kill_is_a_kill()
    {
        var container = await Docker.Start(Runtime.Dkvm, "--stop-signal", "TERM", "-e", "DKVM_STOP_TIMEOUT=120", Image.Systemd);
        (await Docker.Do("exec", container, "sh", "-c", "until systemctl is-system-running --wait 2>/dev/null; do sleep 0.2; done")).Successful();

        (await Docker.Do("stop", "-t", "120", container)).Successful();
        Assert.Equal((0, ""), (await Docker.Wait(container), (await Docker.Do("logs", container)).Errors));

        (await Docker.Do("start", container)).Successful();
        (await Docker.Do("kill", container)).Successful();
        Assert.Equal(Killed, await Docker.Wait(container));
    }
}
