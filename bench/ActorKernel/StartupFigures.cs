using System.Diagnostics;

namespace Dkvm.Bench.ActorKernel;

/// <summary>Whole processes: from fork to exit of a program that brings up the container's tree, compiled ahead of time.</summary>
internal static class StartupFigures
{
    public static void Print(string program)
    {
        var wall = new List<double>();
        var up = new List<double>();
        var inside = new List<double>();
        string status = "";
        for (var i = 0; i < 30; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true });
            var output = process!.StandardOutput.ReadToEnd();
            process.WaitForExit();
            wall.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            var lines = output.Split('\n');
            inside.Add(double.Parse(lines[0], System.Globalization.CultureInfo.InvariantCulture));
            status = lines[1];
            up.Add(Stopwatch.GetElapsedTime(start, long.Parse(lines[2], System.Globalization.CultureInfo.InvariantCulture)).TotalMilliseconds);
        }

        wall.Sort();
        up.Sort();
        inside.Sort();
        Console.WriteLine($"fork to exit: median {wall[15]:0.0} ms, best {wall[0]:0.0} ms");
        Console.WriteLine($"fork to tree up: median {up[15]:0.0} ms, best {up[0]:0.0} ms");
        Console.WriteLine($"Main to tree up: median {inside[15]:0.0} ms, best {inside[0]:0.0} ms; {status}");
    }
}
