namespace Dkvm.Tests.Architecture;

/// <summary>Dependencies point one way: which project may reference which. Realms never reference each other.</summary>
public class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Linux"] = [],
        ["Contract"] = [],
        ["Protocol"] = [],
        ["ActorKernel"] = [],
        ["ActorKernel.Hosting"] = ["ActorKernel"],
        ["ActorKernel.TestKit"] = ["ActorKernel"],
        ["Actors"] = ["ActorKernel", "Contract"],
        ["ContainerSide"] = ["Actors", "ActorKernel", "Linux", "Protocol", "Contract"],
        ["Supervisor"] = ["ContainerSide", "Actors", "ActorKernel", "Linux", "Protocol", "Contract"],
        ["ExecClient"] = ["Linux", "Protocol", "Contract"],
        ["GuestSide"] = ["Linux", "Protocol", "Contract"],
        ["HostSide/Common"] = ["Linux", "Protocol", "Contract"],
        ["HostSide/Runtime"] = ["HostSide/Common", "Linux", "Protocol", "Contract"],
        ["HostSide/Control"] = ["HostSide/Common", "Linux", "Protocol", "Contract"],
    };

    public static TheoryData<string> Projects() => [.. SourceTree.Projects().Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_its_realm_may(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"src/{project} is new: say in this test what it may reference");
        Assert.Empty(SourceTree.Projects()[project].Except(allowed));
    }

    [Fact]
    public void Every_row_is_a_project() => Assert.Empty(Allowed.Keys.Except(SourceTree.Projects().Keys));

    [Fact]
    public void The_arrows_make_no_circle()
    {
        static IEnumerable<string> Below(string project) => Allowed[project].SelectMany(p => Below(p).Prepend(p));
        Assert.All(Allowed.Keys, p => Assert.DoesNotContain(p, Below(p)));
    }
}
