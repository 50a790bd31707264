using Dkvm.HostSide;
using Dkvm.HostSide.Templates;

namespace Dkvm.Tests.HostSide.Control;

public sealed class PruningRulesTests
{
    private const string Package = "1a2b";

    private static readonly DateTime Now = new(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc);

    private static readonly PruningRules Rules = new(TimeSpan.FromDays(30), MostBytes: 250);

    [Fact]
    public void What_was_used_lately_and_fits_stays() => Assert.Empty(Unwanted(Of("a", days: 0), Of("b", days: 30)));

    [Fact]
    public void What_was_not_used_for_long_goes() => Assert.Equal([$"{Package}-b"], Unwanted(Of("a", days: 0), Of("b", days: 31)));

    [Fact]
    public void Of_more_than_there_is_room_for_those_that_were_used_last_stay() =>
        Assert.Equal([$"{Package}-c", $"{Package}-d"], Unwanted(Of("d", days: 4), Of("a", days: 1), Of("c", days: 3), Of("b", days: 2)).Order());

    [Fact]
    public void Another_packages_go_and_take_no_room_until_then() => Assert.Equal(
        ["1a2bc-x", "9f-x"], Rules.Unwanted([new("9f-x", 200, Now), new("1a2bc-x", 200, Now), Of("a", days: 1), Of("b", days: 2)], Package, Now).Order());

    [Fact]
    public void Beside_another_package_its_templates_go_by_use_and_size_alone() => Assert.Equal(
        ["9f-b"], (Rules with { KeepsOtherPackages = true }).Unwanted([new("9f-a", 100, Now), new("9f-b", 100, Now.AddDays(-31))], Package, Now));

    private static StoredTemplates Of(string kind, int days) => new($"{Package}-{kind}", 100, Now.AddDays(-days));

    private static IReadOnlySet<string> Unwanted(params StoredTemplates[] stored) => Rules.Unwanted(stored, Package, Now);
}
