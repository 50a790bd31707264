namespace Dkvm.Actors.Lifecycle;

/// <summary>Published on the event stream at every transition: the log's and the timeline's source.</summary>
/// <param name="Actor">The actor's name.</param>
/// <param name="From">The state's name.</param>
/// <param name="To">The state's name.</param>
/// <param name="Because">The event's name.</param>
/// <param name="Passing">
/// Of an actor that comes and goes, such as an exec's: a health check makes one every few seconds for months, and what is
/// kept of each would fill the log and the timeline.
/// </param>
public sealed record StateChanged(string Actor, string From, string To, string Because, bool Passing = false);

/// <summary>Published on the event stream for what the log should keep.</summary>
public sealed record Noted(string Actor, bool Warning, string Text);
