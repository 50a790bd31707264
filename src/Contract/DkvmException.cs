namespace Dkvm.Contract;

/// <summary>
/// An error a user reads: what happened, where, and what to do. Rendered as
/// <code>
/// dkvm: cannot start the VM: …
///   where  …
///   do     …
/// </code>
/// </summary>
public sealed class DkvmException(string what, string? where = null, string? remedy = null, Exception? cause = null)
    : Exception(what, cause)
{
    public string? Where { get; } = where;

    public string? Remedy { get; } = remedy;

    public int ExitCode { get; init; } = Contract.ExitCode.RuntimeFailed;

    /// <summary>The whole text, several lines, without a final line feed.</summary>
    public string Render()
    {
        var text = $"dkvm: {Message}";
        if (Where is not null)
            text += $"\n  where  {Where}";
        if (Remedy is not null)
            text += $"\n  do     {Remedy}";
        return text;
    }
}
