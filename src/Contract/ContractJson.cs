using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dkvm.Contract;

/// <summary>Source-generated JSON for documents that nobody waits for; those of a start are <see cref="Json.PlanJson"/>'s.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PostMortem))]
[JsonSerializable(typeof(IReadOnlyList<TimelineMark>))]
public sealed partial class ContractJson : JsonSerializerContext;
