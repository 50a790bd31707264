using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dkvm.Contract.Json;

/// <summary>
/// Source-generated JSON for what a supervisor leaves behind for the operator: never on the way of a start, which the
/// serialiser would make longer (<see cref="PlanJson"/>).
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PostMortem))]
[JsonSerializable(typeof(IReadOnlyList<TimelineMark>))]
public sealed partial class ReportJson : JsonSerializerContext;
