using System.Text;
using Dkvm.Linux;

namespace Dkvm.Tests.Linux;

public class PtyTests
{
    [Fact]
    public void The_child_has_the_terminal_as_its_controlling_one_with_its_size()
    {
        var text = OnTerminal("stty size < /dev/tty; tty", out var number);
        Assert.Equal($"33 77\r\n/dev/pts/{number}\r\n", text);
    }

    [Fact]
    public void Without_it_there_is_no_dev_tty()
    {
        var text = OnTerminal("(: < /dev/tty) 2>/dev/null || echo none", out _, controlling: false);
        Assert.Equal("none\r\n", text);
    }

    private static string OnTerminal(string script, out int number, bool controlling = true)
    {
        var (master, terminal, n) = Pty.Open();
        number = n;
        Pty.Resize(master, rows: 33, columns: 77);
        var child = Spawner.Start(new()
        {
            Arguments = ["/bin/sh", "-c", script],
            Environment = ["PATH=/bin:/usr/bin"],
            Descriptors = [terminal, terminal, terminal],
            ControllingTerminal = controlling,
        });
        Descriptor.Close(terminal);
        var text = new StringBuilder();
        var buffer = new byte[1024];
        // The end of a terminal's output is EIO on Linux, pty(7).
        for (int count; (count = Descriptor.Read(master, buffer)) > 0;)
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        Descriptor.Close(master);
        Descriptor.Close(child.PidFd);
        return text.ToString();
    }
}
