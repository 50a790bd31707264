using System.Text.Json;

namespace Dkvm.Contract.Json;

/// <summary>The part of <see cref="PlanJson"/> that <see cref="LaunchPlanReader"/> reads.</summary>
internal static class LaunchPlanWriter
{
    public static void Write(Utf8JsonWriter writer, LaunchPlan plan)
    {
        writer.WriteStartObject();
        writer.WriteNumber("version", plan.Version);
        writer.WriteString("containerId", plan.ContainerId);
        writer.WritePropertyName("machine");
        Write(writer, plan.Machine);
        writer.WritePropertyName("guest");
        GuestPlanWriter.Write(writer, plan.Guest);
        writer.WriteString("calledAt", plan.CalledAt);
        writer.WriteBoolean("showTimeline", plan.ShowTimeline);
        writer.WriteString("logLevel", plan.LogLevel);
        writer.WriteUnlessNull("templateCards", plan.TemplateCards);
        writer.WriteUnlessNull("stopTimeoutSeconds", plan.StopTimeoutSeconds);
        if (plan.Settings is { } settings)
        {
            writer.WriteStartObject("settings");
            writer.WriteString("path", settings.Path);
            writer.WriteString("text", settings.Text);
            writer.WriteEndObject();
        }
        writer.WriteTexts("warnings", plan.Warnings);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, MachinePlan plan)
    {
        writer.WriteStartObject();
        writer.WriteNumber("memoryMiB", plan.MemoryMiB);
        writer.WriteNumber("vcpus", plan.Vcpus);
        writer.WriteString("accelerator", plan.Accelerator == Accelerator.Kvm ? nameof(Accelerator.Kvm) : nameof(Accelerator.Tcg));
        writer.WriteUnlessNull("acceleratorReason", plan.AcceleratorReason);
        writer.WriteString("kernelDirectory", plan.KernelDirectory);
        writer.WriteUnlessNull("kernelAppend", plan.KernelAppend);
        writer.WriteUnlessNull("templates", plan.Templates);
        writer.WriteBoolean("warmOnly", plan.WarmOnly);
        writer.WriteEndObject();
    }
}
