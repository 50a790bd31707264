using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.Planning;
using Dkvm.HostSide.Rewriting;

namespace Dkvm.Tests.HostSide.Support;

/// <summary>Specifications and hosts to start from.</summary>
public static class Samples
{
    public static readonly string RepositoryRoot = typeof(Samples).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    public static readonly KvmFacts NoKvm = new(CpuVirtualises: false, OpenError: 2);

    public static readonly HostFacts Host = new(NoKvm, Cpus: 4, OpenFiles: 524288, Name: "the-host");

    public static readonly Package Package = new("/opt/dkvm/versions/1a2b", "/opt/dkvm/bin/dkvm");

    public static string Golden(string name) => $"{RepositoryRoot}tests/HostSide.Tests/Golden/{name}";

    /// <summary>What Docker writes for <c>docker run IMAGE sh</c>.</summary>
    public static JsonObject Docker() => (JsonObject)JsonNode.Parse(File.ReadAllText(Golden("docker20-plain.json")))!;

    public static JsonObject Docker(Action<JsonObject> change)
    {
        var spec = Docker();
        change(spec);
        return spec;
    }

    public static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;

    public static JsonObject Process(this JsonObject spec) => (JsonObject)spec["process"]!;

    public static JsonObject Linux(this JsonObject spec) => (JsonObject)spec["linux"]!;

    public static void AddEnv(this JsonObject spec, params string[] variables)
    {
        foreach (var variable in variables)
            spec.Process()["env"]!.AsArray().Add((JsonNode)variable);
    }

    public static void AddMount(this JsonObject spec, string destination, string source, string type = "bind", params string[] options) =>
        spec["mounts"]!.AsArray().Add((JsonNode)new JsonObject
        {
            ["destination"] = destination, ["source"] = source, ["type"] = type, ["options"] = Spec.Array(options),
        });

    public static OptionValues Options(params string[] environment) => OptionValues.From(environment);

    public static RewriteInput Input(Accelerator accelerator = Accelerator.Tcg, int memoryMiB = 512, params JsonObject[] belowVm) =>
        new(
            new LaunchPlan
            {
                Version = LaunchPlan.CurrentVersion,
                ContainerId = "c1",
                Machine = new() { MemoryMiB = memoryMiB, Vcpus = 1, Accelerator = accelerator, KernelDirectory = $"{Paths.Kernels}/default" },
                Guest = new() { Process = new() { Args = ["sh"] } },
            },
            new MountLayout([.. belowVm], [], []), Package, "/images/1/merged", Host, DiskPlanner.None);

    /// <summary>One step on its own.</summary>
    public static JsonObject After(this JsonObject spec, SpecRewrite step, RewriteInput? input = null)
    {
        step(spec, input ?? Input());
        return spec;
    }

    public static DkvmException Refused(Action act) => Assert.Throws<DkvmException>(act);
}
