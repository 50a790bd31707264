using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Dkvm.HostSide;

/// <summary>Source-generated JSON of the runtime's own documents.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ContainerOwner))]
public sealed partial class SpecJson : JsonSerializerContext;
