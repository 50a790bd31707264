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
        if (plan.Seccomp is { } profile)
            SeccompJson.Write(writer, profile);
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
        writer.WriteBoolean("sysAdmin", plan.SysAdmin);
        writer.WriteBoolean("keepCache", plan.KeepCache);
        writer.WriteBoolean("networkComes", plan.NetworkComes);
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
        writer.WriteUnlessNull("kernelReason", plan.KernelReason);
        writer.WriteUnlessNull("kernelAppend", plan.KernelAppend);
        writer.WriteUnlessNull("templates", plan.Templates);
        writer.WriteBoolean("warmOnly", plan.WarmOnly);
        if (plan.Checkpoint is { } checkpoint)
        {
            writer.WriteStartObject("checkpoint");
            writer.WriteString("machine", checkpoint.Machine);
            writer.WriteString("memory", checkpoint.Memory);
            writer.WriteNumber("cards", checkpoint.Cards);
            writer.WriteEndObject();
        }
        writer.WriteList("disks", plan.Disks, static (w, disk) =>
        {
            w.WriteString("device", disk.Device);
            w.WriteString("serial", disk.Serial);
            w.WriteBoolean("readOnly", disk.ReadOnly);
            w.WriteBoolean("isFile", disk.IsFile);
        });
        writer.WriteEndObject();
    }
}
