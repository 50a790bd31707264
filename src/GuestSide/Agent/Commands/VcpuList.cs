using System.Text.Json;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Agent;

/// <summary>The answer to guest-get-vcpus: /sys/devices/system/cpu, of which those without a file "online" are always so.</summary>
internal static class VcpuList
{
    private const string Folder = "devices/system/cpu";

    public static void Write(Utf8JsonWriter writer, int system)
    {
        var ids = new List<int>();
        foreach (var name in FolderListing.Names(system, Folder))
            if (name.StartsWith("cpu", StringComparison.Ordinal) && int.TryParse(name.AsSpan(3), out var id))
                ids.Add(id);
        ids.Sort();
        writer.WriteStartArray();
        foreach (var id in ids)
        {
            var online = SmallFile.TryRead($"{Folder}/cpu{id}/online", at: system);
            writer.WriteStartObject();
            writer.WriteNumber("logical-id"u8, id);
            writer.WriteBoolean("online"u8, online is null || online.StartsWith('1'));
            writer.WriteBoolean("can-offline"u8, online is not null);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
