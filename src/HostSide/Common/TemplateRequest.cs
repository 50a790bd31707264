using System.Globalization;
using Dkvm.Contract;

namespace Dkvm.HostSide;

/// <summary>
/// dkvmctl's word to the runtime that a container is the making of a template, in the runtime's own environment: nothing
/// that a container's user can set.
/// </summary>
/// <param name="Cards">How many network cards it has.</param>
/// <param name="Folder">An empty folder for its files.</param>
public sealed record TemplateRequest(int Cards, string Folder)
{
    private const string Variable = "DKVM_MAKE_TEMPLATE";

    public static TemplateRequest? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value && value.Split(':', 2) is [var cards, var folder]
            ? new(int.Parse(cards, CultureInfo.InvariantCulture), folder)
            : null;

    public void ToEnvironment() => Environment.SetEnvironmentVariable(Variable, $"{Cards}:{Folder}");
}
