using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dkvm.Contract;

/// <summary>Source-generated JSON for the documents that cross a boundary.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(LaunchPlan))]
[JsonSerializable(typeof(GuestPlan))]
[JsonSerializable(typeof(ProcessPlan))]
public sealed partial class ContractJson : JsonSerializerContext;
