using System.Text.Json;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Agent;

/// <summary>The answer to guest-get-vcpus: /sys/devices/system/cpu, of which those without a file "online" are always so.</summary>
internal static class VcpuList
{
    private const string Folder = "devices/system/cpu";

    /// <summary>The first so many are online, the others are not; the first of all always is.</summary>
    public static void BringOnline(int system, int count)
    {
        var ids = Ids(system);
        for (var i = 1; i < ids.Count; i++)
            _ = SmallFile.TryWrite($"{Folder}/cpu{ids[i]}/online", i < count ? "1" : "0", at: system);
    }

    public static void Write(Utf8JsonWriter writer, int system)
    {
        writer.WriteStartArray();
        foreach (var id in Ids(system))
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

    private static List<int> Ids(int system)
    {
        var ids = new List<int>();
        foreach (var name in FolderListing.Names(system, Folder))
            if (name.StartsWith("cpu", StringComparison.Ordinal) && int.TryParse(name.AsSpan(3), out var id))
                ids.Add(id);
        ids.Sort();
        return ids;
    }
}
