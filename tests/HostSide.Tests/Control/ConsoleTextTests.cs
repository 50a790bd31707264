using Dkvm.HostSide;

namespace Dkvm.Tests.HostSide.Control;

public sealed class ConsoleTextTests
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly ConsoleText _text;

    public ConsoleTextTests() => _text = new(_output);

    [Fact]
    public void The_past_is_in_the_order_of_time_and_no_line_is_there_twice()
    {
        _text.Console("[    0.000000] first\r\nbetween\r\n[    1.500000] error\r\nlogin: ");
        _text.Kernel(["[    0.000000] first", "[    1.000000] quiet", "[    1.500000] error"]);
        _text.Kernel(["[    2.000000] last"]);
        Assert.Equal("", Written());

        _text.EndPast();

        Assert.Equal("[    0.000000] first\nbetween\n[    1.000000] quiet\n[    1.500000] error\n[    2.000000] last\nlogin: ", Written());
    }

    [Fact]
    public void What_either_says_twice_is_there_twice()
    {
        _text.Kernel(["[    0.000000] ", "[    0.000000] ", "[    0.000000] x"]);

        _text.End();

        Assert.Equal("[    0.000000] \n[    0.000000] \n[    0.000000] x\n", Written());
    }

    [Fact]
    public void What_the_kernel_has_forgotten_and_its_console_has_not_is_there()
    {
        _text.Console("[    0.100000] forgotten\n");
        _text.Kernel(["[    5.000000] kept"]);

        _text.End();

        Assert.Equal("[    0.100000] forgotten\n[    5.000000] kept\n", Written());
    }

    [Fact]
    public void A_console_without_a_log_is_as_it_was()
    {
        _text.Console("one\ntwo");

        _text.End();

        Assert.Equal("one\ntwo\n", Written());
        Assert.True(_text.Any);
    }

    [Fact]
    public void Nothing_is_nothing()
    {
        _text.End();

        Assert.Equal("", Written());
        Assert.False(_text.Any);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_line_that_comes_both_ways_is_written_when_it_first_comes(bool consoleFirst)
    {
        _text.EndPast();
        if (consoleFirst)
            _text.Console("[    7.000000] oops\n");
        _text.Kernel(["[    7.000000] oops"]);
        if (!consoleFirst)
            _text.Console("[    7.000000] oops\n");

        Assert.Equal("[    7.000000] oops\n", Written());
    }

    [Fact]
    public void A_prompt_does_not_wait_for_its_lines_end_and_what_may_be_the_kernels_does()
    {
        _text.EndPast();

        _text.Console("[   12.0000");
        Assert.Equal("", Written());
        _text.Console("00] x\nlogin");
        Assert.Equal("[   12.000000] x\nlogin", Written());
        _text.Console(": ");
        _text.Console("root\r\n");

        Assert.Equal("[   12.000000] x\nlogin: root\n", Written());
    }

    [Fact]
    public void A_line_of_the_kernels_does_not_cut_another()
    {
        _text.EndPast();

        _text.Console("login: ");
        _text.Kernel(["[   12.000000] x"]);
        _text.Console("root\n");

        Assert.Equal("login: \n[   12.000000] x\nlogin: root\n", Written());
    }

    [Fact]
    public void A_terminal_is_not_steered_by_pieces_either()
    {
        _text.EndPast();

        _text.Console("a\u001b[3");
        _text.Console("1mb\n");
        _text.Kernel(["[    1.000000] \u001b[2Jtext\nmore"]);

        Assert.Equal("ab\n[    1.000000] text more\n", Written());
    }

    [Fact]
    public void A_line_without_end_is_cut()
    {
        _text.EndPast();

        _text.Console(new string('x', 10_000));
        _text.End();

        Assert.Equal(10_000, Written().Count(c => c == 'x'));
        Assert.Equal(3, Written().Count(c => c == '\n'));
    }

    private string Written() => _output.ToString();
}
