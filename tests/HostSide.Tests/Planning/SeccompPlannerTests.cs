using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.Planning;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Planning;

public class SeccompPlannerTests
{
    [Fact]
    public void A_container_without_a_profile_is_not_filtered() => Assert.Null(SeccompPlanner.Make(null));

    [Fact]
    public void Dockers_profile_is_taken_whole()
    {
        var spec = Samples.Docker().Linux().Object("seccomp");
        var profile = SeccompPlanner.Make(spec)!;

        Assert.Equal("SCMP_ACT_ERRNO", profile.DefaultAction);
        Assert.Equal(spec.Objects("syscalls").SelectMany(r => r.Texts("names")), profile.Rules.SelectMany(r => r.Names));
        Assert.Equal(new SeccompArgument(0, 2114060288, 0, "SCMP_CMP_MASKED_EQ"), Assert.Single(profile.Rules.Single(r => r.Names is ["clone"]).Arguments));
        Assert.Equal(38, profile.Rules.Single(r => r.Names is ["clone3"]).Errno);
    }

    [Theory]
    [InlineData("""{ "defaultAction": "SCMP_ACT_NOTIFY" }""", "SCMP_ACT_NOTIFY, which cannot be applied in a VM")]
    [InlineData("""{ "syscalls": [] }""", "the action (none)")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 5000 }""", "answers with 5000")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["x"], "action": "SCMP_ACT_KILL", "args": [{ "index": 6, "op": "SCMP_CMP_EQ" }] }] }""", "none of 0 to 5")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["x"], "action": "SCMP_ACT_KILL", "args": [{ "index": 0, "op": "EQ" }] }] }""", "the operator EQ")]
    public void What_cannot_be_applied_is_refused_by_name(string profile, string words) =>
        Assert.Contains(words, Assert.Throws<DkvmException>(() => SeccompPlanner.Make(Samples.Json(profile))).Message);
}
