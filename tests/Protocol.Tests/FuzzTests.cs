using System.Text.Json;
using Dkvm.Protocol;
using Dkvm.Protocol.Qga;
using Dkvm.Protocol.Qmp;
using Dkvm.Protocol.Streams;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Dkvm.Tests.Protocol;

/// <summary>
/// What a hostile guest, or a broken QEMU, may send: the inputs of Seeds (what is right, and what once was found), and
/// what becomes of them when bytes are flipped, cut out, doubled and mixed. A decoder answers or breaks the protocol;
/// anything else would end the supervisor.
/// </summary>
public class FuzzTests
{
    private const int Runs = 3000;
    private const int MaxLine = 64 * 1024;

    public static TheoryData<string> Seeds => new(SeedFiles().Select(Path.GetFileName)!);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_seed_is_answered_or_breaks_the_protocol(string seed)
    {
        var bytes = File.ReadAllBytes(SeedFiles().Single(f => Path.GetFileName(f) == seed));
        Qmp(bytes, bytes.Length);
        Qga(bytes, bytes.Length);
        Frames(bytes, bytes.Length);
    }

    [Property(MaxTest = Runs)]
    public Property QMP_survives_any_mutation() => Prop.ForAll(Mutated("qmp"), Piece, Qmp);

    [Property(MaxTest = Runs)]
    public Property QGA_survives_any_mutation() => Prop.ForAll(Mutated("qga"), Piece, Qga);

    [Property(MaxTest = Runs)]
    public Property Frames_survive_any_mutation() => Prop.ForAll(Mutated("frame"), Piece, Frames);

    private static Arbitrary<int> Piece => Gen.Choose(1, 300).ToArbitrary();

    private static void Qmp(byte[] bytes, int piece)
    {
        var lines = new LineReader(MaxLine);
        Feed(bytes, piece, part => lines.Feed(part, line => QmpMessage.Parse(line)));
    }

    private static void Qga(byte[] bytes, int piece)
    {
        var lines = new LineReader(MaxLine);
        Feed(bytes, piece, part => lines.Feed(part, line => AgentAnswer.Parse(line)));
    }

    private static void Frames(byte[] bytes, int piece)
    {
        var frames = new FrameReader();
        Feed(bytes, piece, part => frames.Feed(part, frame => Assert.InRange(frame.Payload.Length, 0, Frame.MaxPayload)));
    }

    private static void Feed(byte[] bytes, int piece, Action<byte[]> feed)
    {
        try
        {
            foreach (var part in bytes.Chunk(Math.Max(piece, 1)))
                feed(part);
        }
        catch (ProtocolException)
        {
            // The connection is closed; the guest's end.
        }
    }

    /// <summary>Some seeds of a kind, one after the other, with up to twenty changes.</summary>
    private static Arbitrary<byte[]> Mutated(string kind)
    {
        var seeds = SeedFiles().Where(f => Path.GetFileName(f).StartsWith(kind, StringComparison.Ordinal)).Select(File.ReadAllBytes).ToArray();
        Assert.NotEmpty(seeds);
        var change =
            from how in Gen.Choose(0, 4)
            from at in Gen.Choose(0, 1 << 20)
            from value in Gen.Choose(0, 255)
            select (how, at, value);
        return (
            from chosen in Gen.ListOf(Gen.Elements(seeds))
            from changes in Gen.ListOf(change)
            select changes.Take(20).Aggregate(chosen.Take(8).SelectMany(s => s).ToArray(), (bytes, c) => Change(bytes, c.how, c.at, (byte)c.value)))
            .ToArbitrary();
    }

    private static byte[] Change(byte[] bytes, int how, int place, byte value)
    {
        if (bytes.Length == 0)
            return [value];
        var at = place % bytes.Length;
        var length = Math.Min(value + 1, bytes.Length - at);
        return how switch
        {
            0 => [.. bytes[..at], value, .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], .. bytes[(at + length)..]],
            2 => [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]],
            3 => [.. bytes[..at], (byte)(bytes[at] ^ 1 << value % 8), .. bytes[(at + 1)..]],
            _ => [.. bytes[..at], 0xff, 0xff, 0xff, 0x7f, .. bytes[at..]],
        };
    }

    private static string[] SeedFiles() => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Seeds"));
}
