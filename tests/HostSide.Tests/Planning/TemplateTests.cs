using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.Planning;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Planning;

public sealed class TemplateTests : IDisposable
{
    private static readonly MachinePlan Machine = new()
    {
        MemoryMiB = 512, Vcpus = 2, Accelerator = Accelerator.Tcg, KernelDirectory = $"{Paths.Kernels}/default",
    };

    private static readonly LaunchPlan Plan = new()
    {
        Version = LaunchPlan.CurrentVersion, ContainerId = "c", Machine = Machine, Guest = new() { Process = new() { Args = ["x"] } },
    };

    private readonly TempFolder _temp = new();

    private TemplateStore Store => new(_temp.Path);

    [Fact]
    public void A_kind_is_all_that_a_saved_machine_depends_on()
    {
        MachinePlan[] others =
        [
            Machine with { MemoryMiB = 513 },
            Machine with { Vcpus = 1 },
            Machine with { Accelerator = Accelerator.Kvm },
            Machine with { KernelAppend = "quiet" },
            Machine with { KernelAppend = "loud" },
            Machine with { KernelDirectory = $"{Paths.Kernels}/debian/default" },
            Machine with { KernelDirectory = $"{Paths.OtherKernels}/m/1" },
        ];
        var kinds = others.Prepend(Machine).Select(m => Store.KindOf(Samples.Package, m))
            .Append(Store.KindOf(Samples.Package with { Folder = "/opt/dkvm/versions/3c4d" }, Machine));
        Assert.Equal(others.Length + 2, kinds.Distinct().Count());
    }

    [Fact]
    public void A_VM_goes_on_from_a_template_where_there_is_one_of_its_kind()
    {
        Publish(Store.KindOf(Samples.Package, Machine));
        var (plan, mount, _) = Choose(StartKind.Auto);
        Assert.Equal(Paths.Templates, plan.Machine.Templates);
        Assert.False(plan.Machine.WarmOnly);
        Assert.True(Choose(StartKind.Warm).Plan.Machine.WarmOnly);
        Assert.Equal(new($"{_temp.Path}/{Store.KindOf(Samples.Package, Machine)}", Writable: false), mount);
    }

    [Fact]
    public void A_VM_boots_where_there_is_none_or_it_is_asked_to()
    {
        Assert.Equal(new(Plan, IsMissed: true), Choose(StartKind.Auto));
        Assert.Equal(new(Plan), Choose(StartKind.Cold));
        Publish(Store.KindOf(Samples.Package, Machine));
        Assert.Equal(new(Plan), Choose(StartKind.Cold));
    }

    [Fact]
    public void A_warm_start_without_a_template_is_refused_with_the_command_that_makes_one() =>
        Assert.Contains("dkvmctl template build --memory 512m --cpus 2", Samples.Refused(() => Choose(StartKind.Warm)).Render());

    [Fact]
    public void A_template_is_made_in_a_folder_that_the_supervisor_may_write()
    {
        var (plan, mount, isMissed) = TemplatePlanner.Choose(Plan, StartKind.Auto, Samples.Package, Store, new TemplateRequest(3, "/here"));
        Assert.Equal(3, plan.TemplateCards);
        Assert.Null(plan.Machine.Templates);
        Assert.Equal(new("/here", Writable: true), mount);
        Assert.False(isMissed);
    }

    [Fact]
    public void A_template_that_is_made_anew_takes_the_place_of_the_old_one()
    {
        Publish("kind", "old");
        Publish("kind", "new");
        var (kind, folder) = Assert.Single(Store.All());
        Assert.Equal("kind", kind);
        Assert.Equal("new", File.ReadAllText($"{folder}/ram"));
    }

    [Fact]
    public void Only_what_is_unwanted_is_removed()
    {
        Publish("a-1");
        Publish("b-1");
        Assert.Equal(["a-1"], Store.Remove(kind => kind.StartsWith('a')));
        Assert.Equal("b-1", Assert.Single(Store.All()).Kind);
    }

    [Fact]
    public void What_is_being_made_stays_and_what_a_maker_left_that_died_goes()
    {
        var ours = Store.Begin();
        Directory.CreateDirectory(_temp["templates-of-nobody"]);
        Directory.CreateDirectory(_temp[".unfinished-999999999"]);
        Assert.Equal([".unfinished-999999999", "templates-of-nobody"], Store.Remove(_ => true));
        Assert.True(Directory.Exists(ours));
    }

    [Fact]
    public void A_template_is_made_by_one_maker_only()
    {
        var first = Store.TryReserve("kind", cards: 1);
        Assert.NotNull(first);
        Assert.Null(Store.TryReserve("kind", cards: 1));
        Store.Release(Assert.IsType<int>(Store.TryReserve("kind", cards: 2)), "kind", cards: 2);
        Store.Release(first.Value, "kind", cards: 1);
        Store.Release(Assert.IsType<int>(Store.TryReserve("kind", cards: 1)), "kind", cards: 1);
        Assert.Empty(Directory.EnumerateFiles(_temp.Path));
    }

    [Fact]
    public void What_is_stored_has_a_size_and_the_time_of_its_last_use()
    {
        Publish("a-1", "content");
        Directory.SetLastWriteTimeUtc($"{_temp.Path}/a-1", DateTime.UnixEpoch);
        Assert.Equal(DateTime.UnixEpoch, Assert.Single(Store.Stored()).LastUsed);
        TemplateStore.MarkUsed($"{_temp.Path}/a-1");
        TemplateStore.MarkUsed($"{_temp.Path}/gone");
        var stored = Assert.Single(Store.Stored());
        Assert.Equal("a-1", stored.Kind);
        Assert.InRange(stored.Bytes, 1, 1 << 20);
        Assert.InRange(stored.LastUsed, DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddMinutes(5));
    }

    [Theory]
    [InlineData(null, TemplateMaking.Automatic)]
    [InlineData("", TemplateMaking.Automatic)]
    [InlineData("automatic", TemplateMaking.Automatic)]
    [InlineData("manual", TemplateMaking.Manual)]
    public void The_engine_says_who_makes_templates(string? value, TemplateMaking making) => Assert.Equal(making, TemplateMakingSetting.Parse(value));

    [Fact]
    public void Another_word_of_the_engine_is_an_error() =>
        Assert.Contains("DKVM_TEMPLATES=never in the engine's environment", Samples.Refused(() => TemplateMakingSetting.Parse("never")).Message);

    public void Dispose() => _temp.Dispose();

    private TemplateChoice Choose(StartKind start) =>
        TemplatePlanner.Choose(Plan, start, Samples.Package, Store, request: null);

    private void Publish(string kind, string content = "")
    {
        var made = $"{Store.Begin()}/template";
        Directory.CreateDirectory(made);
        File.WriteAllText($"{made}/ram", content);
        Store.Publish(made, kind, cards: 1);
        Directory.Delete(Path.GetDirectoryName(made)!);
    }
}
