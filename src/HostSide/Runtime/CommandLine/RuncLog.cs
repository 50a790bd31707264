using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dkvm.HostSide.CommandLine;

/// <summary>
/// Messages where runc would put them: the file of --log, as logrus writes them in the format of --log-format, else
/// stderr. containerd reads the last line of level "error" there and shows it to the user (go-runc, getLastRuntimeError).
/// </summary>
public sealed class RuncLog(string? file, bool json)
{
    public RuncLog(ParsedFlags global)
        : this(global.Value("log") is { Length: > 0 } file ? file : null, global.Value("log-format") == "json")
    {
    }

    public void Warn(string message) => Write("warning", message);

    /// <summary>Like runc's fatal(): to the log, and to stderr too.</summary>
    public void Fail(string message)
    {
        if (file is not null)
            Write("error", message);
        ToStderr(message + "\n");
    }

    private void Write(string level, string message)
    {
        var line = json ? Json(level, message) : $"time=\"{Now}\" level={level} msg={Quote(message)}\n";
        if (file is null)
            ToStderr(line);
        else
            Append(line);
    }

    private static string Now => DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ");

    private static string Json(string level, string message) =>
        $"{{\"level\":\"{level}\",\"msg\":{Quote(message)},\"time\":\"{Now}\"}}\n";

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private void Append(string line)
    {
        try
        {
            File.AppendAllText(file!, line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ToStderr(line);
        }
    }

    /// <summary>Not Console: that would set up a terminal that is about to become runc's.</summary>
    private static void ToStderr(string text) => Linux.Descriptor.WriteAll(2, Encoding.UTF8.GetBytes(text));
}
