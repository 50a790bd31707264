using System.Text.Json;

namespace Dkvm.Contract.Json;

/// <summary>The part of <see cref="PlanJson"/> that <see cref="ProcessPlanReader"/> reads.</summary>
internal static class ProcessPlanWriter
{
    public static void Write(Utf8JsonWriter writer, ProcessPlan plan)
    {
        writer.WriteStartObject();
        writer.WriteTexts("args", plan.Args);
        writer.WriteTexts("env", plan.Env);
        writer.WriteString("cwd", plan.Cwd);
        writer.WriteNumber("uid", plan.Uid);
        writer.WriteNumber("gid", plan.Gid);
        writer.WriteStartArray("additionalGids");
        foreach (var gid in plan.AdditionalGids)
            writer.WriteNumberValue(gid);
        writer.WriteEndArray();
        writer.WriteUnlessNull("umask", plan.Umask);
        writer.WriteBoolean("terminal", plan.Terminal);
        writer.WriteNumber("rows", plan.Rows);
        writer.WriteNumber("columns", plan.Columns);
        writer.WriteBoolean("nullStdin", plan.NullStdin);
        if (plan.Capabilities is { } capabilities)
            Write(writer, capabilities);
        writer.WriteList("rlimits", plan.Rlimits, static (w, limit) =>
        {
            w.WriteString("type", limit.Type);
            w.WriteNumber("soft", limit.Soft);
            w.WriteNumber("hard", limit.Hard);
        });
        writer.WriteBoolean("noNewPrivileges", plan.NoNewPrivileges);
        writer.WriteUnlessNull("oomScoreAdj", plan.OomScoreAdj);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, CapabilityPlan plan)
    {
        writer.WriteStartObject("capabilities");
        writer.WriteTexts("bounding", plan.Bounding);
        writer.WriteTexts("effective", plan.Effective);
        writer.WriteTexts("inheritable", plan.Inheritable);
        writer.WriteTexts("permitted", plan.Permitted);
        writer.WriteTexts("ambient", plan.Ambient);
        writer.WriteEndObject();
    }
}
