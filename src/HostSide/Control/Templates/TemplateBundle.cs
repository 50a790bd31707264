using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Templates;

/// <summary>The OCI bundle of a container in which a template is made: the supervisor does it as it runs any VM.</summary>
internal static class TemplateBundle
{
    /// <param name="folder">Exists, and is empty.</param>
    /// <param name="machine">The VM's, with a kernel of the package and without disks.</param>
    public static void Write(string folder, MachinePlan machine)
    {
        List<string> env =
        [
            $"{Options.Memory.Name}={machine.MemoryMiB}m",
            $"{Options.Cpus.Name}={machine.Vcpus}",
            $"{Options.Accel.Name}={machine.Accelerator.ToString().ToLowerInvariant()}",
            $"{Options.Kernel.Name}={machine.KernelDirectory[(Paths.Kernels.Length + 1)..]}",
        ];
        if (machine.KernelAppend is { } append)
            env.Add($"{Options.KernelAppend.Name}={append}");
        Directory.CreateDirectory($"{folder}/rootfs");
        JsonArray namespaces = [.. ((string[])["pid", "network", "ipc", "uts", "mount"]).Select(n => (JsonNode)new JsonObject { ["type"] = n })];
        var spec = new JsonObject
        {
            ["ociVersion"] = "1.0.2",
            ["root"] = new JsonObject { ["path"] = "rootfs" },
            ["hostname"] = "template",
            ["process"] = new JsonObject
            {
                ["args"] = new JsonArray("template"),
                ["cwd"] = "/",
                ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
                ["env"] = new JsonArray([.. env.Select(e => (JsonNode)e)]),
            },
            ["linux"] = new JsonObject { ["namespaces"] = namespaces },
        };
        File.WriteAllText($"{folder}/config.json", spec.ToJsonString());
    }

    /// <summary>Runs it to its end with the package's own runtime.</summary>
    /// <exception cref="DkvmException">The template was not made; why stands on stderr already.</exception>
    public static void Run(Package package, string folder)
    {
        var code = RunToEnd.Run(
            $"{package.Folder}/bin/dkvm",
            ["--root", $"{folder}/runc", "run", "--bundle", folder, $"dkvm-template-{Environment.ProcessId}"]);
        if (code != 0)
            throw new DkvmException($"the template was not made (exit code {code})", remedy: "see dkvmctl doctor");
    }
}
