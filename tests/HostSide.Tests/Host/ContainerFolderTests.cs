using Dkvm.HostSide;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Host;

public sealed class ContainerFolderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private string Run => _temp["run"];

    private ContainerFolder Made(string id)
    {
        var folder = new ContainerFolder(id, Run);
        folder.Make(_temp["root"], "/bundle", Samples.Input().Plan);
        return folder;
    }

    /// <summary>As if the process that made it had ended.</summary>
    private ContainerFolder Abandoned(string id)
    {
        var folder = Made(id);
        _temp.File($"run/{id}/owner.json", $$"""{ "root": "{{_temp["root"]}}", "bundle": "/b", "pid": {{Environment.ProcessId}}, "pidStart": 1 }""");
        return folder;
    }

    [Theory]
    [InlineData("3f2a", true)]
    [InlineData("a_b+c-d.e", true)]
    [InlineData("..", false)]
    [InlineData(".", false)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("../../etc", false)]
    [InlineData("a b", false)]
    [InlineData("ä", false)]
    [InlineData("a\0", false)]
    public void Ids_follow_runcs_rule(string id, bool valid) => Assert.Equal(valid, ContainerFolder.IsId(id));

    [Fact]
    public void Only_the_owner_may_look_in()
    {
        var folder = Made("c1");
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(ownerOnly, File.GetUnixFileMode(folder.Folder));
        Assert.Equal(ownerOnly, File.GetUnixFileMode($"{folder.Folder}/state"));
        Assert.True(File.Exists($"{folder.Folder}/launch.json"));
    }

    [Fact]
    public void A_folder_lives_while_its_maker_does() => Assert.False(Made("c1").IsStale());

    [Fact]
    public void A_folder_lives_while_runc_knows_the_container()
    {
        var folder = Abandoned("c1");
        Assert.True(folder.IsStale());
        _temp.Folder("root/c1");
        Assert.False(folder.IsStale());
    }

    [Fact]
    public void What_was_left_behind_is_swept_and_nothing_else()
    {
        Abandoned("left");
        Abandoned("runs");
        _temp.Folder("root/runs");
        Made("starting");
        _temp.Folder("run/half-made");

        ContainerFolder.Sweep(Run);
        Assert.Equal(["half-made", "runs", "starting"], Directory.GetDirectories(Run).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_half_made_folder_is_swept_when_it_is_old()
    {
        Directory.SetLastWriteTimeUtc(_temp.Folder("run/half-made"), DateTime.UtcNow.AddHours(-1));
        ContainerFolder.Sweep(Run);
        Assert.Empty(Directory.GetDirectories(Run));
    }

    [Fact]
    public void An_id_in_use_in_another_root_is_an_error_and_what_is_there_stays()
    {
        var plan = $"{Made("c1").Folder}/launch.json";
        File.WriteAllText(plan, "first");
        Assert.Contains("c1", Samples.Refused(() => Made("c1")).Message);
        Assert.Equal("first", File.ReadAllText(plan));
    }

    [Fact]
    public void A_folder_left_behind_is_made_anew()
    {
        Abandoned("c1");
        _temp.File("run/c1/state/old");
        Assert.Empty(Directory.GetFiles($"{Made("c1").Folder}/state"));
    }

    public void Dispose() => _temp.Dispose();
}
