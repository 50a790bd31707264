using System.Text.Json.Nodes;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>dkvmctl agent: any command of the QEMU Guest Agent protocol, from the host to a VM.</summary>
public sealed class AgentTests(Engine engine) : EngineTest(engine)
{
    private const string Ping = """{"execute": "guest-ping"}""";

    [Fact]
    public async Task A_VM_answers_whatever_it_is_called()
    {
        var name = "agent-" + Guid.NewGuid().ToString("N")[..8];
        // Not waited for: the first command is there before the guest is.
        var id = await Docker.Start(Runtime.Dkvm, "--name", name, Image.Busybox, "sh", "-c", "while :; do sleep 1000; done");

        Assert.Equal("{\"return\": {}}\n", (await Agent(name, Ping)).Successful().Output);
        Assert.Equal("{\"return\": {}}\n", (await Agent(id, Ping)).Successful().Output);
        Assert.Equal("{\"return\": 42, \"id\": \"mine\"}\n",
            (await Agent(id[..12], """{"execute": "guest-sync", "arguments": {"id": 42}, "id": "mine"}""")).Successful().Output);
        await ErrorsAreAnswers(name);
        await WhatIsNotTheUsersIsRefused(name);
        await LongAnswersComeWhole(name);
        await TheWorkloadsProcessesAreSeen(name);

        // It has no answer: it is over when the VM is.
        Assert.Equal("", (await Agent(name, """{"execute": "guest-shutdown"}""")).Successful().Output);
        Assert.Equal(137, await Docker.Wait(name));
        Assert.Contains($"container {name} is not running", (await Agent(name, Ping)).WithExitCode(125).Errors);
    }

    [Fact]
    public async Task What_is_no_VM_has_no_agent()
    {
        var container = await Docker.Start(Runtime.Runc, Image.Busybox, "sleep", "1000");

        Assert.Contains("is no VM: its runtime is runc", (await Agent(container, Ping)).WithExitCode(125).Errors);
        Assert.Contains("there is no container nobody-", (await Agent("nobody-" + Guid.NewGuid(), Ping)).WithExitCode(125).Errors);
    }

    [Fact]
    public async Task A_paused_VM_is_not_waited_for_without_end()
    {
        var container = await Docker.Start(Runtime.Dkvm, Image.Busybox, "sh", "-c", "echo READY; sleep 1000");
        await Docker.Says(container, "READY");
        (await Agent(container, Ping)).Successful();
        (await Docker.Do("pause", container)).Successful();

        var refused = await Agent(container, Ping, "--timeout", "2");

        Assert.Contains("paused", refused.WithExitCode(125).Errors);
        (await Docker.Do("unpause", container)).Successful();
        (await Agent(container, Ping)).Successful();
    }

    private async Task ErrorsAreAnswers(string name)
    {
        var failed = (await Agent(name, """{"execute": "guest-fly"}""")).WithExitCode(1);
        Assert.Equal("""{"error": {"class":"CommandNotFound","desc":"The command guest-fly has not been found"}}""" + "\n", failed.Output);
        Assert.Equal("", failed.Errors);
        Assert.Contains("Parameter 'path' is missing", (await Agent(name, """{"execute": "guest-exec", "id": 1}""")).WithExitCode(1).Output);
    }

    private async Task WhatIsNotTheUsersIsRefused(string name)
    {
        Assert.Contains("between the supervisor and its guest", (await Agent(name, """{"execute": "dkvm-configure"}""")).WithExitCode(125).Errors);
        Assert.Contains("between the supervisor and its guest", (await Agent(name, """{"execute": "dkvm\u002darm"}""")).WithExitCode(125).Errors);
        Assert.Contains("no command of a guest agent", (await Agent(name, "guest-ping")).WithExitCode(125).Errors);
        Assert.Contains("'more' is unexpected", (await Agent(name, """{"execute": "guest-ping", "more": 1}""")).WithExitCode(125).Errors);
    }

    /// <summary>More than either socket takes at once, and than a line of the supervisor's may otherwise have.</summary>
    private async Task LongAnswersComeWhole(string name)
    {
        var status = await Executed(name, "yes | head -c 5000000");
        Assert.Equal(5_000_000, Convert.FromBase64String((string)status["out-data"]!).Length);
    }

    private async Task TheWorkloadsProcessesAreSeen(string name)
    {
        var status = await Executed(name, "cat /proc/1/comm");
        Assert.Equal("sh\n", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)status["out-data"]!)));
    }

    private async Task<JsonNode> Executed(string name, string script)
    {
        var command = new JsonObject
        {
            ["execute"] = "guest-exec",
            ["arguments"] = new JsonObject { ["path"] = "/bin/sh", ["arg"] = new JsonArray("-c", script), ["capture-output"] = true },
        };
        var pid = (int)JsonNode.Parse((await Agent(name, command.ToJsonString())).Successful().Output)!["return"]!["pid"]!;
        while (true)
        {
            var answer = (await Agent(name, $$$"""{"execute": "guest-exec-status", "arguments": {"pid": {{{pid}}}}}""")).Successful();
            if (JsonNode.Parse(answer.Output)!["return"] is { } status && (bool)status["exited"]!)
                return status;
        }
    }

    private Task<Finished> Agent(string container, string command, params string[] options) => Program.Run(
        $"{Repository.Package}/bin/dkvmctl", ["agent", "--socket", Engine.Socket["unix://".Length..], .. options, container, command], Docker.Patience);
}
