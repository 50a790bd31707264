using System.Text.Json;
using Dkvm.GuestSide.Agent;
using Dkvm.Protocol.Qga;

namespace Dkvm.Tests.GuestSide;

public class ResultWriterTests
{
    [Fact]
    public void A_result_is_written_as_the_supervisor_reads_it()
    {
        var result = new ConfigureResult
        {
            Pid = 5, Failure = new(126, "no \"x\""), Kernel = "6.12", Marks = [new("init", 7)], Warnings = ["w"],
        };
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            ResultWriter.Write(writer, result);
        var read = JsonSerializer.Deserialize(stream.ToArray(), QgaJson.Default.ConfigureResult);
        Assert.Equivalent(result, read, strict: true);
    }
}
