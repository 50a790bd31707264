using System.Text.Json;

namespace Dkvm.Contract.Json;

/// <summary>The parts of <see cref="PlanJson"/> about system calls: a profile for the supervisor, a filter for the guest.</summary>
internal static class SeccompJson
{
    private const string Name = "seccomp";

    public static void Write(Utf8JsonWriter writer, SeccompProfile profile)
    {
        writer.WriteStartObject(Name);
        writer.WriteString("defaultAction", profile.DefaultAction);
        writer.WriteUnlessNull("defaultErrno", profile.DefaultErrno);
        writer.WriteTexts("architectures", profile.Architectures);
        writer.WriteTexts("flags", profile.Flags);
        writer.WriteList("rules", profile.Rules, static (w, rule) =>
        {
            w.WriteTexts("names", rule.Names);
            w.WriteString("action", rule.Action);
            w.WriteUnlessNull("errno", rule.Errno);
            w.WriteList("arguments", rule.Arguments, static (a, argument) =>
            {
                a.WriteNumber("index", argument.Index);
                a.WriteNumber("value", argument.Value);
                a.WriteNumber("second", argument.Second);
                a.WriteString("operator", argument.Operator);
            });
        });
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, SeccompFilter filter)
    {
        writer.WriteStartObject(Name);
        writer.WriteBase64String("program", filter.Program);
        writer.WriteNumber("flags", filter.Flags);
        writer.WriteBoolean("interpret", filter.Interpret);
        writer.WriteEndObject();
    }

    public static SeccompProfile ReadProfile(ref Utf8JsonReader reader)
    {
        var profile = new SeccompProfile { DefaultAction = "" };
        while (JsonReading.NextProperty(ref reader) is { } name)
            profile = name switch
            {
                "defaultAction" => profile with { DefaultAction = JsonReading.Text(ref reader) },
                "defaultErrno" => profile with { DefaultErrno = JsonReading.NumberOrNull(ref reader) },
                "architectures" => profile with { Architectures = JsonReading.Texts(ref reader) },
                "flags" => profile with { Flags = JsonReading.Texts(ref reader) },
                "rules" => profile with { Rules = JsonReading.List(ref reader, Rule) },
                _ => throw JsonReading.Unknown(name),
            };
        return profile.DefaultAction.Length == 0 ? throw JsonReading.Missing("defaultAction") : profile;
    }

    public static SeccompFilter ReadFilter(ref Utf8JsonReader reader)
    {
        var filter = new SeccompFilter([], 0, false);
        while (JsonReading.NextProperty(ref reader) is { } name)
            filter = name switch
            {
                "program" => filter with { Program = reader.GetBytesFromBase64() },
                "flags" => filter with { Flags = reader.GetInt32() },
                "interpret" => filter with { Interpret = reader.GetBoolean() },
                _ => throw JsonReading.Unknown(name),
            };
        return filter.Program.Length == 0 ? throw JsonReading.Missing("program") : filter;
    }

    private static SeccompRule Rule(ref Utf8JsonReader reader)
    {
        var rule = new SeccompRule([], "", null, []);
        while (JsonReading.NextProperty(ref reader) is { } name)
            rule = name switch
            {
                "names" => rule with { Names = JsonReading.Texts(ref reader) },
                "action" => rule with { Action = JsonReading.Text(ref reader) },
                "errno" => rule with { Errno = JsonReading.NumberOrNull(ref reader) },
                "arguments" => rule with { Arguments = JsonReading.List(ref reader, Argument) },
                _ => throw JsonReading.Unknown(name),
            };
        return rule.Action.Length == 0 ? throw JsonReading.Missing("action") : rule;
    }

    private static SeccompArgument Argument(ref Utf8JsonReader reader)
    {
        var argument = new SeccompArgument(0, 0, 0, "");
        while (JsonReading.NextProperty(ref reader) is { } name)
            argument = name switch
            {
                "index" => argument with { Index = reader.GetInt32() },
                "value" => argument with { Value = reader.GetUInt64() },
                "second" => argument with { Second = reader.GetUInt64() },
                "operator" => argument with { Operator = JsonReading.Text(ref reader) },
                _ => throw JsonReading.Unknown(name),
            };
        return argument;
    }
}
