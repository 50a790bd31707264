using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Actor References, Paths and Addresses".</summary>
public sealed class PathTests : TestKit
{
    [Fact]
    public void A_path_names_system_and_ancestors() => Assert.Equal("akka://test/user/a", Sys.ActorOf(Props.Empty, "a").Path.ToString());

    [Fact]
    public void A_path_can_be_printed_without_address() => Assert.Equal("/user/a", Sys.ActorOf(Props.Empty, "a").Path.ToStringWithoutAddress());

    [Fact]
    public void A_reference_prints_its_path_and_incarnation()
    {
        var actor = Sys.ActorOf(Props.Empty, "a");
        Assert.Equal($"[akka://test/user/a#{actor.Path.Uid}]", actor.ToString());
    }

    [Fact]
    public void Paths_of_incarnations_are_equal_and_references_are_not()
    {
        var first = Sys.ActorOf(Props.Empty, "a");
        Watch(first);
        Sys.Stop(first);
        ExpectTerminated(first);
        var second = Sys.ActorOf(Props.Empty, "a");
        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first, second);
        Assert.NotEqual(first.Path.Uid, second.Path.Uid);
    }

    [Fact]
    public void A_slash_makes_a_child_path()
    {
        ActorPath root = new RootActorPath(new Address("akka", "sys"));
        Assert.Equal("akka://sys/user/a", (root / "user" / "a").ToString());
        Assert.Equal("akka://sys/user/a", (root / new[] { "user", "a" }).ToString());
    }

    [Fact]
    public void A_path_can_be_parsed()
    {
        var path = ActorPath.Parse("akka://sys/user/a/b");
        Assert.Equal("b", path.Name);
        Assert.Equal("a", path.Parent.Name);
        Assert.Equal("sys", path.Address.System);
        Assert.Equal(["user", "a", "b"], path.Elements);
        Assert.Equal(3, path.Depth);
    }

    [Fact]
    public void A_path_with_a_uid_can_be_parsed() => Assert.Equal(17, ActorPath.Parse("akka://sys/user/a#17").Uid);

    [Theory]
    [InlineData("")]
    [InlineData("no path")]
    [InlineData("http://host/user")]
    [InlineData("akka:/sys")]
    public void What_is_no_path_is_refused(string text) => Assert.False(ActorPath.TryParse(text, out _));

    [Fact]
    public void An_address_is_lower_case_but_for_the_systems_name() =>
        Assert.Equal("akka.tcp://Sys@host:25", Address.Parse("AKKA.tcp://Sys@HOST:25").ToString());

    [Fact]
    public void A_path_with_a_host_keeps_it()
    {
        var other = new Address("akka.tcp", "sys", "b", 2);
        Assert.Equal("akka.tcp://sys@a:1/x", (new RootActorPath(new Address("akka.tcp", "sys", "a", 1)) / "x").ToStringWithAddress(other));
        Assert.Equal("akka.tcp://sys@b:2/x", (new RootActorPath(new Address("akka", "sys")) / "x").ToStringWithAddress(other));
    }

    [Fact]
    public void The_root_has_no_parent()
    {
        ActorPath root = new RootActorPath(new Address("akka", "sys"));
        Assert.Null(root.Parent);
        Assert.Equal("/", root.ToStringWithoutAddress());
    }

    [Theory]
    [InlineData("plain", true)]
    [InlineData("with-dash_and.dot", true)]
    [InlineData("percent%20ok", true)]
    [InlineData("percent%zz", false)]
    [InlineData("$generated", false)]
    [InlineData("in$side", true)]
    [InlineData("", false)]
    [InlineData("slash/", false)]
    public void A_path_element_is_valid(string element, bool expected) => Assert.Equal(expected, ActorPath.IsValidPathElement(element));

    [Theory]
    [InlineData("akka://sys", "akka", "sys", null, null)]
    [InlineData("akka.tcp://sys@host:1234", "akka.tcp", "sys", "host", 1234)]
    public void An_address_can_be_parsed(string text, string protocol, string system, string host, int? port)
    {
        var address = Address.Parse(text);
        Assert.Equal((protocol, system, host, port), (address.Protocol, address.System, address.Host, address.Port));
        Assert.Equal(text, address.ToString());
    }

    [Fact]
    public void References_sort_by_path()
    {
        var a = Sys.ActorOf(Props.Empty, "a");
        var b = Sys.ActorOf(Props.Empty, "b");
        Assert.True(a.CompareTo(b) < 0);
    }

    [Fact]
    public void Nobody_is_nobody()
    {
        Assert.True(ActorRefs.Nobody.IsNobody());
        Assert.True(ActorRefs.NoSender.IsNobody());
        Assert.False(TestActor.IsNobody());
    }
}
