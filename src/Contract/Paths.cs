namespace Dkvm.Contract;

/// <summary>Every path two realms have to agree on.</summary>
public static class Paths
{
    /// <summary>On the host: one folder per container (mode 0700), gone with the container.</summary>
    public const string HostRun = "/run/dkvm";

    public static string HostContainer(string id) => $"{HostRun}/{id}";

    /// <summary>On the host: the plan for the supervisor.</summary>
    public static string HostLaunchPlan(string id) => $"{HostRun}/{id}/launch.json";

    /// <summary>On the host: the container's <see cref="Run"/>, with the control socket and the log.</summary>
    public static string HostState(string id) => $"{HostRun}/{id}/state";

    /// <summary>
    /// On the host: the post-mortems of the last failures, one file ID.json each (mode 0700). Not below <see cref="HostRun"/>,
    /// where each name is a container's and goes with it.
    /// </summary>
    public const string HostPostMortems = "/run/dkvm-post-mortem";

    /// <summary>In the container's <see cref="Run"/>: its post-mortem, which the host keeps when the container goes.</summary>
    public const string PostMortemName = "post-mortem.json";

    public const string PostMortem = Run + "/" + PostMortemName;

    /// <summary>In the container's <see cref="Run"/>: when each step of the start-up was done, an array of TimelineMark.</summary>
    public const string TimelineName = "timeline.json";

    public const string Timeline = Run + "/" + TimelineName;

    /// <summary>In the container's <see cref="Run"/>: the supervisor's log.</summary>
    public const string LogName = "log";

    /// <summary>
    /// In the container's <see cref="Run"/>: locked (flock(2)) for as long as the engine's hook sets the network up, then
    /// it says what came of it: <see cref="NetworkOutcome"/>.
    /// </summary>
    public const string NetworkComesName = "network";

    public const string NetworkComes = Run + "/" + NetworkComesName;

    /// <summary>In the container's <see cref="Run"/>, where its VM could not go on from its template: why.</summary>
    public const string TemplateFailedName = "template-failed";

    public const string TemplateFailed = Run + "/" + TemplateFailedName;

    /// <summary>In the container: its own control groups, read-only (config-linux.md, "Control groups").</summary>
    public const string ControlGroups = "/sys/fs/cgroup";

    /// <summary>In the container: the plan, read-only.</summary>
    public const string LaunchPlan = "/etc/dkvm/launch.json";

    /// <summary>In the container: the settings.</summary>
    public const string Settings = "/etc/dkvm/dkvm.conf";

    /// <summary>In the container: what the host sees as <see cref="HostState"/>.</summary>
    public const string Run = "/run/dkvm";

    /// <summary>In the container: the supervisor's log, JSON lines.</summary>
    public const string Log = Run + "/log";

    /// <summary>In the container: the guest's console.</summary>
    public const string Console = Run + "/console";

    /// <summary>In the container: where dkvmctl and dkvm-exec talk to the supervisor.</summary>
    public const string ControlSocket = Run + "/control.sock";

    /// <summary>On the host: <see cref="ControlSocket"/>, below the container's own folder.</summary>
    public const string ControlInState = "state/control.sock";

    /// <summary>In the container: the image's root file system, as virtiofsd serves it.</summary>
    public const string SharedRoot = "/vm";

    /// <summary>In the container: the programs.</summary>
    public const string Supervisor = "/usr/lib/dkvm/dkvm-supervisor";

    /// <summary>In the container: what runc starts for an exec.</summary>
    public const string ExecClient = "/usr/lib/dkvm/dkvm-exec";

    /// <summary>In the container: one folder per kernel, <c>dist/version</c>, and the link <c>default</c>.</summary>
    public const string Kernels = "/usr/share/dkvm/kernels";

    /// <summary>In the container: where a kernel is mounted that the package does not have, as <c>dist/version</c>.</summary>
    public const string OtherKernels = "/run/dkvm-kernels";

    /// <summary>On the host and in the container's root: what initramfs every kernel shares, and the modules that it wants.</summary>
    public const string GuestArchive = "/usr/share/dkvm/guest.cpio", ModuleList = "/usr/share/dkvm/initramfs.modules";

    /// <summary>On the host: kernels of images, made ready.</summary>
    public const string HostImageKernels = "/var/lib/dkvm/image-kernels";

    /// <summary>On the host: VM templates, a folder for each kind of machine.</summary>
    public const string HostTemplates = "/var/lib/dkvm/templates";

    /// <summary>In the container: the templates of its kind of machine, read-only; where one is made, it is written there.</summary>
    public const string Templates = "/run/dkvm-templates";

    /// <summary>In the container: the machine that it goes on from, read-only.</summary>
    public const string CheckpointMachine = "/run/dkvm-checkpoint.machine";

    /// <summary>In the container: that machine's memory, read-only.</summary>
    public const string CheckpointMemory = "/run/dkvm-checkpoint.memory";

    /// <summary>Below a kind's folder: the template with so many network cards.</summary>
    public static string TemplateFor(string folder, int cards) => $"{folder}/{cards}-cards";

    /// <summary>The virtiofs tag of the root.</summary>
    public const string RootTag = "root";
}
