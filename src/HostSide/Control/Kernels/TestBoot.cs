using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Kernels;

/// <summary>
/// A VM with a kernel that is not in the store yet: a container without an engine, whose workload is this program. It comes to
/// its end only if the kernel has what a VM needs: ports, root, modules.
/// </summary>
internal static class TestBoot
{
    private const int MemoryMiB = 512;

    /// <param name="package">Whose runtime runs it.</param>
    /// <param name="kernel">Its folder.</param>
    /// <param name="bundle">An empty folder.</param>
    /// <exception cref="DkvmException">It did not boot; why stands on stderr already.</exception>
    public static void Run(Package package, string kernel, string bundle)
    {
        Directory.CreateDirectory($"{bundle}/rootfs");
        File.Copy(Environment.ProcessPath!, $"{bundle}/rootfs/dkvmctl");
        File.WriteAllText($"{bundle}/config.json", Spec().ToJsonString());
        KernelRequest.ToEnvironment(kernel);
        var silent = Descriptor.Open("/dev/null", Descriptor.ReadWrite);
        try
        {
            var code = RunToEnd.Run(
                $"{package.Folder}/bin/dkvm", ["--root", $"{bundle}/runc", "run", "--bundle", bundle, $"dkvm-kernel-{Environment.ProcessId}"], [silent, silent, 2]);
            if (code != 0)
                throw new DkvmException(
                    $"the kernel was not added: a VM with it did not get as far as a first program (exit code {code})",
                    remedy: "it needs virtio-pci, virtio-console, virtio-fs and virtio-net, built in or as modules; --no-test adds it nevertheless");
        }
        finally
        {
            Descriptor.Close(silent);
        }
    }

    private static JsonObject Spec()
    {
        JsonArray namespaces = [.. ((string[])["pid", "network", "ipc", "uts", "mount"]).Select(n => (JsonNode)new JsonObject { ["type"] = n })];
        JsonArray mounts = [.. ((string[])["proc", "sysfs"]).Select(t => (JsonNode)new JsonObject
        {
            ["destination"] = t == "proc" ? "/proc" : "/sys", ["type"] = t, ["source"] = t, ["options"] = new JsonArray("nosuid", "noexec", "nodev"),
        })];
        return new()
        {
            ["ociVersion"] = "1.0.2",
            ["root"] = new JsonObject { ["path"] = "rootfs" },
            ["hostname"] = "test",
            ["mounts"] = mounts,
            ["process"] = new JsonObject
            {
                ["args"] = new JsonArray("/dkvmctl", "--version"),
                ["cwd"] = "/",
                ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
                ["env"] = new JsonArray($"{Options.Memory.Name}={MemoryMiB}m"),
            },
            ["linux"] = new JsonObject { ["namespaces"] = namespaces },
        };
    }
}
