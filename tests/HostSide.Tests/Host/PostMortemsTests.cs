using Dkvm.HostSide;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Host;

/// <summary>/run/dkvm-post-mortem: the last twenty failures.</summary>
public sealed class PostMortemsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Run => $"{_folder.Path}/run";

    private string Kept => $"{_folder.Path}/post-mortem";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_twenty_first_failure_drops_the_oldest()
    {
        for (var n = 1; n <= 21; n++)
        {
            Fail($"c{n}", $"{n}", minutesAgo: 100 - n);
            PostMortems.Keep($"c{n}", Run, Kept);
        }

        var kept = Directory.GetFiles(Kept).Select(f => Path.GetFileNameWithoutExtension(f)).ToHashSet();
        Assert.Equal(Enumerable.Range(2, 20).Select(n => $"c{n}").ToHashSet(), kept);
        Assert.Equal("21", File.ReadAllText($"{Kept}/c21.json"));
        Assert.False(File.Exists($"{Run}/c21/state/post-mortem.json"), "it was copied, not moved");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Kept));
    }

    [Fact]
    public void A_container_that_fails_again_replaces_its_own()
    {
        foreach (var text in (string[])["first", "second"])
        {
            Fail("c", text, minutesAgo: 1);
            PostMortems.Keep("c", Run, Kept);
        }
        Assert.Equal("second", File.ReadAllText(Assert.Single(Directory.GetFiles(Kept))));
    }

    [Fact]
    public void A_container_that_did_not_fail_leaves_none()
    {
        Directory.CreateDirectory($"{Run}/c/state");
        PostMortems.Keep("c", Run, Kept);
        Assert.False(Directory.Exists(Kept));
    }

    [Fact]
    public void A_link_in_its_place_is_not_followed_and_what_is_too_long_is_not_kept()
    {
        Directory.CreateDirectory($"{Run}/link/state");
        File.CreateSymbolicLink($"{Run}/link/state/post-mortem.json", "/etc/passwd");
        PostMortems.Keep("link", Run, Kept);
        Fail("long", new string('x', 2_000_000), minutesAgo: 1);
        PostMortems.Keep("long", Run, Kept);
        Assert.False(Directory.Exists(Kept));
    }

    private void Fail(string id, string text, int minutesAgo)
    {
        Directory.CreateDirectory($"{Run}/{id}/state");
        var file = $"{Run}/{id}/state/post-mortem.json";
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-minutesAgo));
    }
}
