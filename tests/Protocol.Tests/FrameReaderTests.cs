using Dkvm.Protocol;
using Dkvm.Protocol.Streams;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Dkvm.Tests.Protocol;

public class FrameReaderTests
{
    [Property(MaxTest = 500)]
    public Property Frames_come_out_as_they_went_in_however_the_bytes_are_cut() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(byte[] Payload, byte Channel, uint Session)[]>(),
            ArbMap.Default.ArbFor<PositiveInt>(),
            (sent, piece) =>
            {
                var frames = sent.Where(f => f.Payload.Length > 0).ToArray();
                var bytes = frames.SelectMany(f => Frame.Encode(FrameKind.Data, (byte)(f.Channel % 3), f.Session, f.Payload)).ToArray();
                var got = new List<(byte[], byte, uint)>();
                var reader = new FrameReader();
                foreach (var part in bytes.Chunk(piece.Get))
                    reader.Feed(part, f => got.Add((f.Payload.ToArray(), f.Channel, f.Session)));
                return got.Count == frames.Length && got.Zip(frames).All(p =>
                    p.First.Item1.SequenceEqual(p.Second.Payload)
                    && p.First.Item2 == p.Second.Channel % 3 && p.First.Item3 == p.Second.Session);
            });

    [Property(MaxTest = 2000)]
    public Property Any_bytes_either_pass_or_break_the_protocol_and_never_do_anything_else() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            try
            {
                new FrameReader().Feed(bytes, _ => { });
            }
            catch (ProtocolException)
            {
            }
            return true;
        });

    [Fact]
    public void A_length_over_the_limit_is_refused_with_the_header_alone()
    {
        var header = new byte[Frame.HeaderSize];
        Frame.WriteHeader(header, FrameKind.Data, Frame.Stdout, 0, Frame.MaxPayload + 1);
        Assert.Throws<ProtocolException>(() => new FrameReader().Feed(header, _ => { }));
    }

    [Theory]
    [InlineData(FrameKind.Credit, 3)]
    [InlineData(FrameKind.Exit, 5)]
    [InlineData(FrameKind.End, 1)]
    [InlineData(FrameKind.Data, 0)]
    [InlineData((FrameKind)0, 0)]
    [InlineData((FrameKind)99, 4)]
    public void A_payload_that_does_not_fit_its_kind_is_refused(FrameKind kind, int length) =>
        Assert.Throws<ProtocolException>(() => new FrameReader().Feed(Frame.Encode(kind, 0, 0, new byte[length]), _ => { }));

    [Fact]
    public void A_fourth_channel_is_refused() =>
        Assert.Throws<ProtocolException>(() => new FrameReader().Feed(Frame.Encode(FrameKind.Data, 3, 0, [1]), _ => { }));

    [Fact]
    public void Numbers_and_sizes_survive_the_way()
    {
        var got = new List<object>();
        var reader = new FrameReader();
        reader.Feed(Frame.EncodeNumber(FrameKind.Exit, 0, 7, 143), f => got.Add(f.Number));
        reader.Feed(Frame.EncodeResize(0, 50, 132), f => got.Add(f.Size));
        Assert.Equal([143u, (50, 132)], got);
    }
}
