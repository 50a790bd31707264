namespace Dkvm.ContainerSide.Control;

/// <summary><c>version</c>: which supervisor answers, and for which container.</summary>
public sealed class VersionCommand(string container) : IControlCommand
{
    public string Name => "version";

    public void Begin(ControlCall call) => call.Return(json =>
    {
        json.WriteStartObject();
        json.WriteString("version", typeof(VersionCommand).Assembly.GetName().Version?.ToString(3));
        json.WriteString("container", container);
        json.WriteEndObject();
    });
}
