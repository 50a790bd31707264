using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>
/// Whatever happens to whichever part at whichever moment: the container ends in time, with the right exit code and the
/// cause on stderr, and leaves nothing behind.
/// </summary>
[Collection(EngineCollection.Name)]
[Trait("Category", "Soak")]
public sealed class FaultTests(FaultRuns runs) : IClassFixture<FaultRuns>
{
    public static TheoryData<string> Names => new(FaultTable.All.Select(c => c.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_container_survives_or_ends_in_order(string fault) => runs.Of(fault);

    [Fact]
    public void There_are_sixty_different_faults_or_more() =>
        Assert.InRange(FaultTable.All.Select(c => c.Name).Distinct().Count(), 60, int.MaxValue);
}
