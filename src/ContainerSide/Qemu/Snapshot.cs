using Dkvm.Protocol.Qmp;

namespace Dkvm.ContainerSide.Qemu;

/// <summary>
/// Saves a machine into a file and has a new QEMU go on from it, by QMP's migration (docs/devel/migration in QEMU).
/// <code>
/// devices and processors ─── migrate file:/dev/fdset/n ──▶ state        memory is shared (x-ignore-shared), so QEMU leaves
/// memory ──────────────────── copied by us ──────────────▶ ram          it alone; copying it in runs beside QEMU's start
/// </code>
/// </summary>
internal static class Snapshot
{
    /// <summary>QEMU's name for the file that it was given with -add-fd.</summary>
    public const int FdSet = 1;

    /// <summary>For a file that it gets over the monitor; those of disks are numbered by descriptors.</summary>
    private const int LateFdSet = 1000;

    private const string Capabilities =
        """{"capabilities":[{"capability":"x-ignore-shared","state":true},{"capability":"events","state":true}]}""";

    /// <summary>
    /// QEMU would tell the network where the machine now is, by the address that the card had when it was saved.
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
                AskWhy(monitor, why => done($"QEMU could not load it{why}"));
        };
        Run(monitor, done, (QmpNames.SetMigrationCapabilities, Capabilities), (QmpNames.SetMigrationParameters, NoAnnouncements),
            // The reason for a failure is asked for afterwards.
            (QmpNames.MigrateIncoming, $$"""{{{UriMember(FdSet)}},"exit-on-error":false}"""));
    }

    /// <summary>Stops the machine and saves all but its memory.</summary>
    /// <param name="monitor">QEMU's.</param>
    /// <param name="done">Told null once that is done, else what failed.</param>
    /// <param name="file">Open for writing; stays the caller's. -1 for the one that QEMU was started with.</param>
    public static void Save(QmpConnection monitor, Action<string?> done, int file = -1)
    {
        monitor.OnMigration = status =>
        {
            if (status == "completed")
                done(null);
            else if (status == "failed")
                AskWhy(monitor, why => done($"QEMU could not save it{why}"));
        };
        if (file >= 0)
            monitor.Execute(QmpNames.AddDescriptor, $$"""{"fdset-id":{{LateFdSet}}}""", descriptor: file);
        Run(monitor, done, (QmpNames.Stop, "{}"), (QmpNames.SetMigrationCapabilities, Capabilities),
            (QmpNames.Migrate, $$"""{{{UriMember(file < 0 ? FdSet : LateFdSet)}}}"""));
        if (file >= 0) // QEMU has its own copy by then
            monitor.Execute(QmpNames.RemoveDescriptor, $$"""{"fdset-id":{{LateFdSet}}}""");
    }

    private static string UriMember(int fdSet) => $"\"uri\":\"file:/dev/fdset/{fdSet}\"";

    private static void Run(QmpConnection monitor, Action<string?> failed, params ReadOnlySpan<(string Command, string Arguments)> commands)
    {
        foreach (var (command, arguments) in commands)
            monitor.Execute(command, arguments, answer =>
            {
                if (FailureIn(answer) is { } failure)
                    failed($"{command}: {failure}");
            });
    }

    /// <summary>qapi/migration.json, MigrationInfo.</summary>
    private static void AskWhy(QmpConnection monitor, Action<string> then) => monitor.Execute(
        QmpNames.QueryMigrate, onAnswer: answer => then(answer is QmpMessage.Return { Detail: { } why } ? $": {why}" : ""));

    private static string? FailureIn(QmpMessage answer) => answer is QmpMessage.Error error ? error.Description : null;
}
