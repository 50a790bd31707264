using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.HostSide;
using Dkvm.HostSide.Commands;
using Dkvm.HostSide.Rewriting;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Rewriting;

/// <summary>
/// config.json as Docker wrote it, to the plan and the config.json that runc gets. After a change that is meant:
/// <c>DKVM_UPDATE=1 dotnet test tests/HostSide.Tests</c>, and read the difference.
/// </summary>
public sealed class GoldenTests : IDisposable
{
    private readonly TempFolder _package = new();

    [Theory]
    [InlineData("docker20-plain")]
    [InlineData("docker20-many")]
    [InlineData("docker28-terminal")]
    public void A_bundle_of_Docker_becomes(string name)
    {
        foreach (var file in new[] { "vmlinux", "initramfs" })
            _package.File($"rootfs{Paths.Kernels}/default/{file}");
        var spec = Samples.Json(File.ReadAllText(Samples.Golden($"{name}.json")));
        var input = CreateCommand.Plan("f7861dded8fa", spec, "/bundle", new Package(_package.Path, "/opt/dkvm/bin/dkvm"), Samples.Host, new TemplateStore(_package["templates"]));

        Compare($"{name}.plan.json", JsonNode.Parse(PlanJson.Write(input.Plan))!);
        Compare($"{name}.rewritten.json", Rewrites.Apply(spec, input));
    }

    private void Compare(string name, JsonNode actual)
    {
        var text = (actual.ToJsonString(new() { WriteIndented = true }) + "\n").Replace(_package.Path, "/opt/dkvm/versions/1a2b");
        if (Environment.GetEnvironmentVariable("DKVM_UPDATE") == "1")
            File.WriteAllText(Samples.Golden(name), text);
        Assert.Equal(File.ReadAllText(Samples.Golden(name)), text);
    }

    public void Dispose() => _package.Dispose();
}
