using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Fidelity;

/// <summary>What is said to users of the table is the table.</summary>
public sealed class CompatibilityTests
{
    private const string Update = "DKVM_UPDATE";

    [Fact]
    public void The_table_has_a_hundred_and_fifty_cases_and_five_in_a_hundred_may_differ()
    {
        Assert.True(FidelityCases.All.Count >= 150);
        Assert.InRange(FidelityCases.All.Count(c => c.Differs is not null), 0, FidelityCases.All.Count * 5 / 100);
        Assert.Equal(FidelityCases.All.Count, FidelityCases.All.DistinctBy(c => (c.Topic, c.Feature)).Count());
    }

    [Theory]
    [InlineData("README.md", true)]
    [InlineData("docs/compatibility.md", false)]
    public void A_document_says_what_the_table_says(string file, bool summary)
    {
        var path = $"{Repository.Root}/{file}";
        var now = File.ReadAllText(path);
        var wanted = CompatibilityDocument.Within(now, summary ? CompatibilityDocument.Summary(FidelityCases.All) : CompatibilityDocument.Whole(FidelityCases.All));
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(path, wanted);
        else
            Assert.True(wanted == now, $"{file} is stale: {Update}=1 dotnet test tests/EndToEnd.Tests --filter {nameof(CompatibilityTests)}");
    }
}
