using Dkvm.Linux;

namespace Dkvm.Tests.Linux;

public sealed class SparseFileTests : IDisposable
{
    private const int Page = 4096;
    private const int Size = 4 << 20;

    private readonly int _sparse = MemoryFile.Create("sparse", Size);
    private readonly int _packed = MemoryFile.Create("packed", 0);
    private readonly int _again = MemoryFile.Create("again", Size);

    [Fact]
    public void What_is_packed_has_no_zeros_and_is_unpacked_to_where_it_was()
    {
        // One page, a run over the border of what is read at once, and a page of zeros that was written.
        Put(3 * Page, 1, Page);
        Put((1 << 20) - Page, 2, 3 * Page);
        Put(2 << 20, 0, Page);
        Put(Size - Page, 3, Page);

        var copy = MemoryFile.Create("copy", Size);
        Assert.Equal(5 * Page, SparseFile.CopyWithoutZeros(_sparse, copy));
        Assert.True(Content(_sparse).AsSpan().SequenceEqual(Content(copy)));
        Descriptor.Close(copy);
        SparseFile.Pack(_sparse, _packed);

        Assert.InRange(Content(_packed).Length, 5 * Page, 6 * Page);
        Assert.True(SparseFile.Unpack(_packed, _again));
        Assert.True(Content(_sparse).AsSpan().SequenceEqual(Content(_again)));
    }

    [Fact]
    public void An_empty_file_comes_back_empty()
    {
        SparseFile.Pack(_sparse, _packed);
        Assert.True(SparseFile.Unpack(_packed, _again));
        Assert.DoesNotContain(Content(_again), b => b != 0);
    }

    [Fact]
    public void What_was_cut_short_or_is_of_a_file_of_another_size_is_not_whole()
    {
        Put(0, 1, Page);
        SparseFile.Pack(_sparse, _packed);
        var other = MemoryFile.Create("other", Size - Page);
        Assert.False(SparseFile.Unpack(_packed, other));
        Descriptor.Close(other);
        var whole = Content(_packed).Length;
        foreach (var cut in (int[])[1, 16, Page, Page + 31])
        {
            Assert.Equal(0, Descriptor.TrySetSize(_packed, whole - cut));
            Assert.False(SparseFile.Unpack(_packed, _again), $"{cut} bytes less");
        }
    }

    public void Dispose()
    {
        foreach (var fd in (int[])[_sparse, _packed, _again])
            Descriptor.Close(fd);
    }

    private void Put(long at, byte value, int count)
    {
        Descriptor.TrySeek(_sparse, at, Descriptor.FromStart);
        Assert.True(Descriptor.WriteAll(_sparse, Enumerable.Repeat(value, count).ToArray()));
    }

    private static byte[] Content(int fd)
    {
        var content = new byte[Descriptor.TrySeek(fd, 0, Descriptor.FromEnd)];
        Descriptor.TrySeek(fd, 0, Descriptor.FromStart);
        for (var have = 0; have < content.Length;)
            have += Descriptor.Read(fd, content.AsSpan(have));
        Descriptor.TrySeek(fd, 0, Descriptor.FromStart);
        return content;
    }
}
