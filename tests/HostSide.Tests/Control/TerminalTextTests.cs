using Dkvm.HostSide;

namespace Dkvm.Tests.HostSide.Control;

public class TerminalTextTests
{
    [Theory]
    [InlineData("plain\ttext\nänd more", "plain\ttext\nänd more")]
    [InlineData("line\r\n", "line\n")]
    [InlineData("\u001b[0;1;32mgreen\u001b[0m", "green")]
    [InlineData("a\u001b[2J\u001b[?25lb", "ab")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001b]52;c;ZXZpbA==\u001b\\text", "text")]
    [InlineData("\u001b]0;never ended\nnext line", "\nnext line")]
    [InlineData("\u001bP1$r\u001b\\text", "text")]
    [InlineData("\u001b(Btext\u001bctext", "texttext")]
    [InlineData("\u001b\ntext", "\ntext")]
    [InlineData("\u001b[31\ntext", "\ntext")]
    [InlineData("\a\b\u009b31mtext\u007f", "31mtext")]
    [InlineData("half \u001b[3", "half ")]
    [InlineData("half \u001b", "half ")]
    [InlineData("half \u001b]0;x", "half ")]
    public void Only_text_is_left(string said, string written) => Assert.Equal(written, TerminalText.Clean(said));

    [Fact]
    public void A_line_has_no_other_lines_in_it() => Assert.Equal("a b c", TerminalText.CleanLine("a\nb\tc"));
}
