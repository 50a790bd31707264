using System.Runtime.InteropServices;
using System.Text;

namespace Dkvm.Linux;

/// <summary>Memory for one native call, given back all at once.</summary>
internal sealed unsafe class NativeArena : IDisposable
{
    private readonly List<nint> _blocks = [];

    public T* Array<T>(int length) where T : unmanaged
    {
        var block = (T*)NativeMemory.AllocZeroed((nuint)Math.Max(length, 1), (nuint)sizeof(T));
        _blocks.Add((nint)block);
        return block;
    }

    /// <summary>A C string, or null for null.</summary>
    public byte* String(string? text)
    {
        if (text is null)
            return null;
        var size = Encoding.UTF8.GetByteCount(text);
        var bytes = Array<byte>(size + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(bytes, size));
        return bytes;
    }

    /// <summary>C strings, ended by a null.</summary>
    public byte** Strings(IReadOnlyList<string> texts)
    {
        var list = (byte**)Array<nint>(texts.Count + 1);
        for (var i = 0; i < texts.Count; i++)
            list[i] = String(texts[i]);
        return list;
    }

    public void Dispose()
    {
        foreach (var block in _blocks)
            NativeMemory.Free((void*)block);
        _blocks.Clear();
    }
}
