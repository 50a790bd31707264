using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Software;

/// <summary>A service's container from its first start to its last stop, and what is asked of it in between.</summary>
internal sealed class ServiceRun(Docker docker, Service service, string runtime)
{
    private const string Network = "software";
    private const string Volume = "software-data";
    private const string Name = "server";

    public async Task Start(bool preparedByRunc)
    {
        (await docker.Do("network", "create", Network)).Successful();
        if (service.Companion.Length > 0)
            await docker.Start(Runtime.Runc, ["--network", Network, .. service.Companion]);
        if (preparedByRunc && runtime != Runtime.Runc)
        {
            await Start(Runtime.Runc);
            await IsReady();
            (await docker.Do("stop", Name)).Successful();
            (await docker.Do("rm", Name)).Successful();
        }
        await Start(runtime);
        await IsReady();
    }

    /// <summary><c>docker restart</c>, or <c>kill</c> and <c>start</c>: after it, it is ready again.</summary>
    public async Task Again(params string[] commands)
    {
        foreach (var command in commands)
            (await docker.Do(command, Name)).Successful();
        await IsReady();
    }

    /// <exception cref="Xunit.Sdk.XunitException">It printed something else, or failed.</exception>
    public async Task Expect(Client client)
    {
        var run = await Run(client);
        Assert.True(run.ExitCode == 0 && run.Text == client.Output,
            $"expected: {client.Output}\n{run}\nthe server says:\n{await docker.Do("logs", "--tail", "40", Name)}");
    }

    /// <summary>Whether it prints what is expected.</summary>
    public async Task<bool> Finds(Client client) => await Run(client) is { ExitCode: 0 } run && run.Text == client.Output;

    /// <returns>Its exit code.</returns>
    public async Task<int> Stop()
    {
        (await docker.Do("stop", "-t", "60", Name)).Successful();
        var code = (int)(await docker.Inspect(Name))["State"]!["ExitCode"]!;
        (await docker.Do("rm", Name)).Successful();
        return code;
    }

    public async Task Remove()
    {
        await docker.RemoveAll();
        if (service.Data is not null)
            (await docker.Do("volume", "rm", "-f", Volume)).Successful();
    }

    /// <summary>That runc's containers alone come to what is expected is what shows that it is to be expected.</summary>
    private async Task<Finished> Run(Client client) => await docker.Run(
        runtime == Runtime.Runc ? runtime : client.Runtime, "--network", Network, "--entrypoint", "bash", client.Image, "-c", client.Script);

    private async Task Start(string by) => await docker.Start(by,
        ["--name", Name, "--network", Network, .. VolumeOption(), .. service.Options, service.Image, .. service.Command]);

    private string[] VolumeOption() => service.Data is { } folder ? ["-v", $"{Volume}:{folder}"] : [];

    /// <summary>Since this start: an earlier one has said the same.</summary>
    private async Task IsReady()
    {
        if (service.Ready is not { } words)
            return;
        var started = (string)(await docker.Inspect(Name))["State"]!["StartedAt"]!;
        await LogFollower.Until(["logs", "-f", "--since", started, Name], words, Docker.Patience, docker.Environment);
    }
}
