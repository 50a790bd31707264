namespace Dkvm.Tests.EndToEnd.Fidelity;

/// <summary>One row: docker command lines, and what comes of them.</summary>
/// <param name="Topic">A chapter of the table.</param>
/// <param name="Feature">What it is about, as a user would say it.</param>
/// <param name="Script">Lines of bash, after prelude.sh.</param>
/// <param name="Differs">Why a VM has to come to something else than runc; null where it must not.</param>
internal sealed record FidelityCase(string Topic, string Feature, string Script, string? Differs);
