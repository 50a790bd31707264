using Dkvm.HostSide.CommandLine;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Dkvm.Tests.HostSide.CommandLine;

/// <summary>Whatever the form and the order of global flags, what is understood is the same.</summary>
public class GlobalFlagProperties
{
    private static readonly string[] WithValue = ["log", "log-format", "root", "criu", "rootless"];
    private static readonly string[] Switches = ["debug", "systemd-cgroup"];

    /// <param name="Text">The flag as it is written, one or two words.</param>
    public sealed record Written(string Name, string Value, string[] Text);

    [Property(MaxTest = 500)]
    public Property Any_mix_of_forms_gives_the_same_settings() => Prop.ForAll(
        Flag().ListOf().ToArbitrary(),
        flags =>
        {
            string[] line = [.. flags.SelectMany(f => f.Text), "create", "--bundle", "/b", "id"];
            var invocation = Invocation.Parse(line);
            var expected = flags.GroupBy(f => f.Name).ToDictionary(g => g.Key, g => g.Last().Value);
            return invocation is { Command: "create", ContainerId: "id", Bundle: "/b" }
                && WithValue.Concat(Switches).All(n => invocation.Global.Value(n) == expected.GetValueOrDefault(n));
        });

    private static Gen<Written> Flag() => Gen.OneOf(
        from name in Gen.Elements(WithValue)
        from value in Gen.Elements("/x", "create", "-", "--debug", "a=b", "", "-root")
        from dashes in Gen.Elements("-", "--")
        from joined in Gen.Elements(true, false)
        select new Written(name, value, joined ? [$"{dashes}{name}={value}"] : [dashes + name, value]),
        from name in Gen.Elements(Switches)
        from dashes in Gen.Elements("-", "--")
        from value in Gen.Elements("", "true", "false", "1", "0")
        select new Written(name, value is "" or "1" ? "true" : value == "0" ? "false" : value, [dashes + name + (value == "" ? "" : "=" + value)]));
}
