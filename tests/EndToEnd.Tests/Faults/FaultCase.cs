namespace Dkvm.Tests.EndToEnd.Faults;

/// <param name="Name">What is done, and when: the test's name.</param>
/// <param name="Do">Begins a container, does it harm, and says how it has to end.</param>
internal sealed record FaultCase(string Name, Func<FaultRun, Task> Do);
