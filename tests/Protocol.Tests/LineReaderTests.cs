using System.Text;
using Dkvm.Protocol;

namespace Dkvm.Tests.Protocol;

public class LineReaderTests
{
    [Fact]
    public void Lines_come_out_whole_however_they_are_cut()
    {
        var got = new List<string>();
        var reader = new LineReader(100);
        foreach (var part in "one\r\ntwo\n\nthree".Chunk(2))
            reader.Feed(Encoding.UTF8.GetBytes(part), l => got.Add(Encoding.UTF8.GetString(l.Span)));
        Assert.Equal(["one", "two"], got);
    }

    [Fact]
    public void A_byte_0xFF_throws_away_what_came_before_it()
    {
        var got = new List<string>();
        new LineReader(100).Feed([(byte)'x', 0xFF, (byte)'y', (byte)'\n'], l => got.Add(Encoding.UTF8.GetString(l.Span)));
        Assert.Equal(["y"], got);
    }

    [Fact]
    public void A_line_without_end_is_refused_at_the_limit()
    {
        var reader = new LineReader(10);
        reader.Feed(new byte[10], _ => { });
        Assert.Throws<ProtocolException>(() => reader.Feed([1], _ => { }));
    }
}
