using System.Text.Json;
using Dkvm.HostSide.Docker;
using Dkvm.HostSide.Doctor;

namespace Dkvm.HostSide.Commands;

/// <summary>doctor: what a VM needs, what there is, and how to mend the difference. Exit code 1 where something must be mended.</summary>
public static class DoctorCommand
{
    public static async Task<int> Run(DockerPlaces docker, bool json, TextWriter output)
    {
        var findings = await Examine(docker);
        var report = new Report(findings.All(f => f.Level != Level.Mend), findings);
        if (json)
            output.WriteLine(JsonSerializer.Serialize(report, ControlJson.Default.Report));
        else
            Print(report, output);
        return report.Ok ? 0 : 1;
    }

    private static async Task<IReadOnlyList<Finding>> Examine(DockerPlaces docker)
    {
        var package = Package.OfThisProgram();
        using var engine = new Engine(docker.Socket);
        var info = await engine.Info();
        List<Finding> findings =
        [
            HostChecks.User(Environment.IsPrivilegedProcess),
            HostChecks.Acceleration(KvmFacts.OfThisHost()),
            HostChecks.Tun(),
            HostChecks.TrafficControl(KernelFeatures.OfThisHost()),
            HostChecks.Memory(File.ReadLines("/proc/meminfo")),
            PackageChecks.Integrity(package.Folder),
            PackageChecks.Kernels(KernelStore.Of(package)),
            DockerChecks.Executor(),
            DockerChecks.Engine(info, docker.Socket),
        ];
        if (info is not null)
            findings.Add(DockerChecks.Registration(info, $"{Path.GetDirectoryName(package.Program)}/dkvm"));
        return findings;
    }

    public static void Print(Report report, TextWriter output)
    {
        var width = report.Findings.Max(f => f.Name.Length);
        foreach (var f in report.Findings)
        {
            var mark = f.Level switch { Level.Good => "ok  ", Level.Note => "note", _ => "MEND" };
            output.WriteLine($"{mark}  {f.Name.PadRight(width)}  {f.Text}");
            if (f.Remedy is not null)
                output.WriteLine($"      {"".PadRight(width)}  do: {f.Remedy}");
        }
        var mend = report.Findings.Count(f => f.Level == Level.Mend);
        output.WriteLine();
        output.WriteLine(mend == 0 ? "VMs can run here." : $"{mend} to mend before VMs can run here.");
    }
}
