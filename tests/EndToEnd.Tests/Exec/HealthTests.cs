using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Exec;

public sealed class HealthTests(Engine engine) : EngineTest(engine)
{
    [Theory]
    [BothRuntimes]
    public async Task A_health_check_turns_healthy_and_unhealthy_when_it_should(string runtime)
    {
        var container = await Docker.Start(
            runtime, "--health-cmd", "echo looking; test -e /tmp/well", "--health-interval", "500ms", "--health-retries", "2",
            "--health-timeout", "60s", Image.Busybox, "sh", "-c", "touch /tmp/well; trap 'exit 0' TERM; while :; do sleep 1000 & wait; done");

        await Becomes(container, "healthy");
        (await Docker.Do("exec", container, "rm", "/tmp/well")).Successful();
        await Becomes(container, "unhealthy");

        Assert.Contains("looking", (await Docker.Do("inspect", "-f", "{{ json .State.Health.Log }}", container)).Output);
    }

    /// <summary>Docker tells each change as an event; those that were before the question are told first.</summary>
    private async Task Becomes(string container, string status)
    {
        var started = (await Docker.Do("inspect", "-f", "{{ .State.StartedAt }}", container)).Successful().Text;
        await LogFollower.Until(
            ["events", "--since", started, "--filter", $"container={container}", "--filter", "event=health_status"],
            $"health_status: {status}", Docker.Patience, Docker.Environment);
    }
}
