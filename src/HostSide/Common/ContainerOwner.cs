namespace Dkvm.HostSide;

/// <summary>Who made a container's folder below /run/dkvm: the file owner.json there.</summary>
/// <param name="Root">runc's --root: the container lives as long as <c>Root/id</c> does.</param>
/// <param name="Bundle">The bundle's folder.</param>
/// <param name="Pid">The process that creates the container: dkvm, then runc.</param>
/// <param name="PidStart">Its start in clock ticks since boot, as a process id alone comes again (proc(5), stat).</param>
public sealed record ContainerOwner(string Root, string Bundle, int Pid, long PidStart);
