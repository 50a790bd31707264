using System.Text.Json;

namespace Dkvm.Contract.Json;

/// <summary>The part of <see cref="PlanJson"/> for the supervisor.</summary>
internal static class LaunchPlanReader
{
    public static LaunchPlan Read(ref Utf8JsonReader reader)
    {
        var plan = new LaunchPlan { Version = 0, ContainerId = "", Machine = null!, Guest = null! };
        while (JsonReading.NextProperty(ref reader) is { } name)
            plan = name switch
            {
                "version" => plan with { Version = reader.GetInt32() },
                "containerId" => plan with { ContainerId = JsonReading.Text(ref reader) },
                "machine" => plan with { Machine = Machine(ref reader) },
                "guest" => plan with { Guest = GuestPlanReader.Read(ref reader) },
                "seccomp" => plan with { Seccomp = SeccompJson.ReadProfile(ref reader) },
                "calledAt" => plan with { CalledAt = reader.GetDateTimeOffset() },
                "showTimeline" => plan with { ShowTimeline = reader.GetBoolean() },
                "logLevel" => plan with { LogLevel = JsonReading.Text(ref reader) },
                "stopTimeoutSeconds" => plan with { StopTimeoutSeconds = JsonReading.NumberOrNull(ref reader) },
                "settings" => plan with { Settings = Settings(ref reader) },
                "templateCards" => plan with { TemplateCards = JsonReading.NumberOrNull(ref reader) },
                "keepCache" => plan with { KeepCache = reader.GetBoolean() },
                "sysAdmin" => plan with { SysAdmin = reader.GetBoolean() },
                "networkComes" => plan with { NetworkComes = reader.GetBoolean() },
                "warnings" => plan with { Warnings = JsonReading.Texts(ref reader) },
                // The plan of another version may have other fields: its reader says that it is of another version.
                _ when plan.Version is not (0 or LaunchPlan.CurrentVersion) => JsonReading.Skip(ref reader, plan),
                _ => throw JsonReading.Unknown(name),
            };
        if (plan.Version != LaunchPlan.CurrentVersion)
            return plan;
        if (plan.Machine is null)
            throw JsonReading.Missing("machine");
        return plan.Guest is null ? throw JsonReading.Missing("guest") : plan;
    }

    private static MachinePlan Machine(ref Utf8JsonReader reader)
    {
        var plan = new MachinePlan { MemoryMiB = 0, Vcpus = 0, Accelerator = Accelerator.Auto, KernelDirectory = "" };
        while (JsonReading.NextProperty(ref reader) is { } name)
            plan = name switch
            {
                "memoryMiB" => plan with { MemoryMiB = reader.GetInt32() },
                "vcpus" => plan with { Vcpus = reader.GetInt32() },
                "accelerator" => plan with { Accelerator = AcceleratorOf(JsonReading.Text(ref reader)) },
                "acceleratorReason" => plan with { AcceleratorReason = reader.GetString() },
                "kernelDirectory" => plan with { KernelDirectory = JsonReading.Text(ref reader) },
                "kernelReason" => plan with { KernelReason = reader.GetString() },
                "warmOnly" => plan with { WarmOnly = reader.GetBoolean() },
                "checkpoint" => plan with { Checkpoint = Checkpoint(ref reader) },
                "disks" => plan with { Disks = JsonReading.List(ref reader, Disk) },
                "templates" => plan with { Templates = reader.GetString() },
                "kernelAppend" => plan with { KernelAppend = reader.GetString() },
                _ => throw JsonReading.Unknown(name),
            };
        return plan is { MemoryMiB: > 0, Vcpus: > 0, KernelDirectory.Length: > 0 } ? plan : throw JsonReading.Missing("memoryMiB, vcpus or kernelDirectory");
    }

    private static CheckpointPlan Checkpoint(ref Utf8JsonReader reader)
    {
        var plan = new CheckpointPlan("", "", 0);
        while (JsonReading.NextProperty(ref reader) is { } name)
            plan = name switch
            {
                "machine" => plan with { Machine = JsonReading.Text(ref reader) },
                "memory" => plan with { Memory = JsonReading.Text(ref reader) },
                "cards" => plan with { Cards = reader.GetInt32() },
                _ => throw JsonReading.Unknown(name),
            };
        return plan.Machine.Length == 0 || plan.Memory.Length == 0 ? throw JsonReading.Missing("machine or memory") : plan;
    }

    private static DiskPlan Disk(ref Utf8JsonReader reader)
    {
        var disk = new DiskPlan("", "", false);
        while (JsonReading.NextProperty(ref reader) is { } name)
            disk = name switch
            {
                "device" => disk with { Device = JsonReading.Text(ref reader) },
                "serial" => disk with { Serial = JsonReading.Text(ref reader) },
                "readOnly" => disk with { ReadOnly = reader.GetBoolean() },
                "isFile" => disk with { IsFile = reader.GetBoolean() },
                _ => throw JsonReading.Unknown(name),
            };
        return disk.Device.Length == 0 || disk.Serial.Length == 0 ? throw JsonReading.Missing("device or serial") : disk;
    }

    private static UserSettings? Settings(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        var settings = new UserSettings("", "");
        while (JsonReading.NextProperty(ref reader) is { } name)
            settings = name switch
            {
                "path" => settings with { Path = JsonReading.Text(ref reader) },
                "text" => settings with { Text = JsonReading.Text(ref reader) },
                _ => throw JsonReading.Unknown(name),
            };
        return settings;
    }

    private static Accelerator AcceleratorOf(string name) =>
        name switch
        {
            nameof(Accelerator.Kvm) => Accelerator.Kvm,
            nameof(Accelerator.Tcg) => Accelerator.Tcg,
            _ => throw new JsonException($"{name} is no accelerator"),
        };
}
