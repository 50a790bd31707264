using System.Text;
using Dkvm.Protocol;
using FsCheck;
using FsCheck.Xunit;

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
        Assert.Throws<LineTooLongException>(() => reader.Feed([1], _ => { }));
    }

    [Fact]
    public void After_a_line_that_was_too_long_the_next_one_is_read()
    {
        var got = new List<string>();
        var reader = new LineReader(5);
        void Keep(ReadOnlyMemory<byte> line) => got.Add(Encoding.UTF8.GetString(line.Span));
        Assert.Throws<LineTooLongException>(() => reader.Feed("long line\nnext\nlong again"u8, Keep));
        reader.Feed(" and on\nlast\n"u8, Keep);
        Assert.Equal(["next", "last"], got);
    }

    [Fact]
    public void Each_0xFF_is_told_between_the_lines_around_it()
    {
        var told = new List<string>();
        new LineReader(100, () => told.Add("flush")).Feed(
            [(byte)'a', (byte)'\n', (byte)'b', 0xFF, 0xFF, (byte)'c', (byte)'\n'], l => told.Add(Encoding.UTF8.GetString(l.Span)));
        Assert.Equal(["a", "flush", "flush", "c"], told);
    }

    [Property]
    public bool Bytes_cut_anywhere_make_the_same_lines(byte[] bytes, PositiveInt size)
    {
        List<string> Lines(IEnumerable<byte[]> parts)
        {
            var got = new List<string>();
            var reader = new LineReader(int.MaxValue);
            foreach (var part in parts)
                reader.Feed(part, l => got.Add(Convert.ToHexString(l.Span)));
            return got;
        }
        // FsCheck's bytes seldom hold a line's end: let every eighth be one.
        bytes = [.. bytes.Select(b => b % 8 == 0 ? (byte)'\n' : b)];
        return Lines([bytes]).SequenceEqual(Lines(bytes.Chunk(size.Get)));
    }
}
