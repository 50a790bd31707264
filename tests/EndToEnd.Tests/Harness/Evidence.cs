using System.Text;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>What is known of the containers when something took too long, gathered before anything is killed.</summary>
internal static class Evidence
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    public static async Task<string> Collect(Engine engine, IReadOnlyDictionary<string, string> environment)
    {
        var text = new StringBuilder();
        try
        {
            text.AppendLine((await Docker("ps", "-a", "--no-trunc", "--format", "{{.ID}} {{.Status}} {{.Command}}")).Output);
            foreach (var container in (await Docker("ps", "-aq", "--no-trunc")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                text.AppendLine((await Docker("logs", "--tail", "20", container)).ToString()).Append(Supervisor(container));
            text.AppendJoin('\n', EngineState.Processes(engine));
        }
        catch (TimeoutException e)
        {
            text.AppendLine(e.Message);
        }
        return text.ToString();

        Task<Finished> Docker(params string[] arguments) => Program.Run("docker", arguments, Within, environment: environment);
    }

    /// <summary>The end of the supervisor's log and of the guest's console.</summary>
    private static string Supervisor(string container)
    {
        var text = new StringBuilder();
        foreach (var file in new[] { "log", "console" })
            if ($"/run/dkvm/{container}/state/{file}" is var path && File.Exists(path))
                text.AppendLine($"--- {path}").AppendJoin('\n', File.ReadLines(path).TakeLast(30)).AppendLine();
        return text.ToString();
    }
}
