using Dkvm.Contract;
using Dkvm.HostSide.CommandLine;
using Dkvm.HostSide.Checkpoints;
using Dkvm.HostSide.Commands;

namespace Dkvm.Tests.HostSide.CommandLine;

public class RestoreTests
{
    [Fact]
    public void Restore_becomes_run_with_the_flags_that_run_knows()
    {
        var invocation = Invocation.Parse([
            "--root", "/r", "restore", "--image-path", "/i", "--work-path", "/w", "--tcp-established", "--bundle", "/b", "--pid-file", "/p",
            "--console-socket", "/c", "--detach", "--no-pivot", "id"]);
        Assert.Equal(
            ["run", "--bundle=/b", "--console-socket=/c", "--pid-file=/p", "--detach", "--no-pivot", "id"], RestoreCommand.AsRun(invocation.Flags!, "id"));
    }

    [Fact]
    public void A_header_is_read_as_it_was_written_and_another_text_is_none()
    {
        var header = new CheckpointHeader("kind", "package", 512, 2, Accelerator.Tcg, Terminal: true, Cards: 3);
        Assert.Equal(header, CheckpointHeader.Read(System.Text.Encoding.UTF8.GetBytes(header.Write())));
        foreach (var text in (string[])["", "[]", "{}", """{"version":2}""", header.Write().Replace("Tcg", "x", StringComparison.Ordinal)])
            Assert.ThrowsAny<System.Text.Json.JsonException>(() => CheckpointHeader.Read(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("/tmp/ctrd-checkpoint123", true)]
    [InlineData("/tmp/mine", false)]
    [InlineData("/home/ctrd-checkpoint123", false)]
    [InlineData("/tmp/a/ctrd-checkpoint123", false)]
    public void Only_what_containerd_has_copied_for_a_start_is_forgotten(string folder, bool forgotten) =>
        Assert.Equal(forgotten, new CheckpointFolder(folder).IsContainerdsCopy);

    private static void Close((int Machine, int Memory) files)
    {
        Dkvm.Linux.Descriptor.Close(files.Machine);
        Dkvm.Linux.Descriptor.Close(files.Memory);
    }

    [Fact]
    public void A_checkpoint_is_whole_with_its_header_alone()
    {
        var folder = Directory.CreateTempSubdirectory("dkvm-checkpoint-");
        try
        {
            var checkpoint = new CheckpointFolder($"{folder.FullName}/made");
            Close(checkpoint.Begin());
            Assert.Contains("no whole checkpoint", Assert.Throws<DkvmException>(checkpoint.Read).Message);
            checkpoint.Complete(new CheckpointHeader("kind", "package", 512, 2, Accelerator.Tcg, false, 0));
            Assert.Equal("kind", checkpoint.Read().Kind);
            Close(checkpoint.Begin()); // anew
            Assert.Throws<DkvmException>(checkpoint.Read);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(checkpoint.Machine));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
