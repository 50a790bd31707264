using Dkvm.Protocol.Qmp;

namespace Dkvm.ContainerSide.Qemu;

/// <summary>
/// Saves a machine into a file and has a new QEMU go on from it, by QMP's migration (docs/devel/migration in QEMU).
/// <code>
/// devices and processors ─── migrate file:/dev/fdset/1 ──▶ state        memory is shared (x-ignore-shared), so QEMU leaves
/// memory ──────────────────── copied by us ──────────────▶ ram          it alone; copying it in runs beside QEMU's start
/// </code>
/// </summary>
internal static class Snapshot
{
    /// <summary>QEMU's name for the file that it was given with -add-fd.</summary>
    public const int FdSet = 1;

    private const string Uri = """{"uri":"file:/dev/fdset/1"}""";
    private const string Capabilities =
        """{"capabilities":[{"capability":"x-ignore-shared","state":true},{"capability":"events","state":true}]}""";

    /// <summary>
    /// QEMU would tell the network where the machine now is, by the address that the card had when the template was made.
    /// </summary>
    private const string NoAnnouncements = """{"announce-rounds":0}""";

    /// <summary>For a QEMU started with <c>-incoming defer</c>, whose memory is in place.</summary>
    /// <param name="monitor">QEMU's.</param>
    /// <param name="done">Told null once the machine runs, else what failed.</param>
    public static void Restore(QmpConnection monitor, Action<string?> done)
    {
        monitor.OnMigration = status =>
        {
            if (status == "completed")
                monitor.Execute(QmpNames.Continue, onAnswer: answer => done(FailureIn(answer)));
            else if (status == "failed")
                done("QEMU could not load it");
        };
        Run(monitor, done, (QmpNames.SetMigrationCapabilities, Capabilities), (QmpNames.SetMigrationParameters, NoAnnouncements), (QmpNames.MigrateIncoming, Uri));
    }

    /// <summary>Stops the machine and saves all but its memory.</summary>
    /// <param name="monitor">QEMU's.</param>
    /// <param name="done">Told null once that is done, else what failed.</param>
    public static void Save(QmpConnection monitor, Action<string?> done)
    {
        monitor.OnMigration = status =>
        {
            if (status is "completed" or "failed")
                done(status == "completed" ? null : "QEMU could not save it");
        };
        Run(monitor, done, (QmpNames.Stop, "{}"), (QmpNames.SetMigrationCapabilities, Capabilities), (QmpNames.Migrate, Uri));
    }

    private static void Run(QmpConnection monitor, Action<string?> failed, params ReadOnlySpan<(string Command, string Arguments)> commands)
    {
        foreach (var (command, arguments) in commands)
            monitor.Execute(command, arguments, answer =>
            {
                if (FailureIn(answer) is { } failure)
                    failed($"{command}: {failure}");
            });
    }

    private static string? FailureIn(QmpMessage answer) => answer is QmpMessage.Error error ? error.Description : null;
}
