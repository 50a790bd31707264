using System.Runtime.InteropServices;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Agent;

/// <summary>
/// guest-file-*: files of the workload's root, opened with root's rights and never waiting for the other side of a pipe.
/// What is written is with the kernel when the answer comes. Handles are QEMU's: numbers from 1000 on.
/// </summary>
internal sealed class FileCommands
{
    private const long FirstHandle = 1000;
    private const int MostFiles = 64;
    private const int DefaultRead = 4096;
    private const int MostRead = 48 * 1024 * 1024;
    private const int FirstPiece = 64 * 1024;
    private const uint NewFileMode = 0x1B6; // rw-rw-rw-, whatever the umask

    private readonly Dictionary<long, int> _files = [];
    private long _next = FirstHandle;

    public Answer Open(CallArguments arguments)
    {
        var path = arguments.Text("path");
        var mode = arguments.OptionalText("mode") ?? "r";
        arguments.End();
        var flags = FlagsOf(mode) | Descriptor.NonBlocking | Descriptor.NoControllingTerminal;
        if (_files.Count >= MostFiles)
            throw new AgentFault($"{MostFiles} files are open already: close one first");
        var fd = OpenOrCreate(path, flags);
        if (fd < 0)
            throw new AgentFault($"failed to open file '{path}' (mode: '{mode}'): {Reason(fd)}");
        _files.Add(_next, fd);
        return Answer.Of(_next++);
    }

    public Answer Close(CallArguments arguments)
    {
        var handle = arguments.Integer("handle");
        arguments.End();
        Descriptor.Close(Find(handle));
        _files.Remove(handle);
        return Answer.Empty;
    }

    public Answer Read(CallArguments arguments)
    {
        var handle = arguments.Integer("handle");
        var count = arguments.OptionalInteger("count") ?? DefaultRead;
        arguments.End();
        var fd = Find(handle);
        if (count is < 0 or > MostRead)
            throw BadCount(count);
        var (content, size, atEnd) = ReadUpTo(fd, (int)count);
        return Answer.Object(writer =>
        {
            writer.WriteNumber("count"u8, size);
            writer.WriteBase64String("buf-b64"u8, content.AsSpan(0, size));
            writer.WriteBoolean("eof"u8, atEnd);
        }, size / 3 * 4);
    }

    public Answer Write(CallArguments arguments)
    {
        var handle = arguments.Integer("handle");
        var content = arguments.Base64("buf-b64");
        var count = arguments.OptionalInteger("count") ?? content.Length;
        arguments.End();
        var fd = Find(handle);
        if (count < 0 || count > content.Length)
            throw BadCount(count);
        var written = 0;
        while (written < count)
        {
            var n = Descriptor.Write(fd, content.AsSpan(written, (int)count - written));
            if (n < 0 && written == 0)
                throw new AgentFault($"failed to write to file: {Reason(n)}");
            if (n <= 0)
                break;
            written += n;
        }
        return Answer.Object(writer =>
        {
            writer.WriteNumber("count"u8, written);
            writer.WriteBoolean("eof"u8, false);
        });
    }

    public Answer Seek(CallArguments arguments)
    {
        var handle = arguments.Integer("handle");
        var offset = arguments.Integer("offset");
        if (!arguments.Has("whence"))
            throw CallArguments.Missing("whence");
        var whence = arguments.Alternate("whence", "GuestFileWhence", WhenceOf, WhenceOf, boolean: null);
        arguments.End();
        var place = Descriptor.TrySeek(Find(handle), offset, whence);
        if (place < 0)
            throw new AgentFault($"failed to seek file: {Reason((int)place)}");
        return Answer.Object(writer =>
        {
            writer.WriteNumber("position"u8, place);
            writer.WriteBoolean("eof"u8, false);
        });
    }

    /// <summary>Nothing is held back here.</summary>
    public Answer Flush(CallArguments arguments)
    {
        var handle = arguments.Integer("handle");
        arguments.End();
        _ = Find(handle);
        return Answer.Empty;
    }

    /// <summary>The modes of fopen(3).</summary>
    private static int FlagsOf(string mode) => mode switch
    {
        "r" or "rb" => Descriptor.ReadOnly,
        "w" or "wb" => Descriptor.WriteOnly | Descriptor.Create | Descriptor.Truncate,
        "a" or "ab" => Descriptor.WriteOnly | Descriptor.Create | Descriptor.Append,
        "r+" or "rb+" or "r+b" => Descriptor.ReadWrite,
        "w+" or "wb+" or "w+b" => Descriptor.ReadWrite | Descriptor.Create | Descriptor.Truncate,
        "a+" or "ab+" or "a+b" => Descriptor.ReadWrite | Descriptor.Create | Descriptor.Append,
        _ => throw new AgentFault($"invalid file open mode '{mode}'"),
    };

    /// <summary>A file that is made gets its mode; one that was there keeps its own.</summary>
    private static int OpenOrCreate(string path, int flags)
    {
        if ((flags & Descriptor.Create) == 0)
            return Descriptor.TryOpen(path, flags);
        var fd = Descriptor.TryOpen(path, flags | Descriptor.Exclusive, mode: 0);
        if (fd == -Errno.EEXIST)
            return Descriptor.TryOpen(path, flags & ~Descriptor.Create);
        if (fd >= 0)
            _ = Descriptor.TrySetMode(fd, NewFileMode);
        return fd;
    }

    private static (byte[] Content, int Size, bool AtEnd) ReadUpTo(int fd, int count)
    {
        var content = new byte[Math.Min(count, FirstPiece)];
        var size = 0;
        while (size < count)
        {
            if (size == content.Length)
                Array.Resize(ref content, (int)Math.Min(count, content.Length * 2L));
            var n = Descriptor.Read(fd, content.AsSpan(size));
            if (n < 0 && size == 0)
                throw new AgentFault($"failed to read file: {Reason(n)}");
            if (n <= 0)
                return (content, size, AtEnd: n == 0);
            size += n;
        }
        return (content, size, AtEnd: false);
    }

    private static int WhenceOf(long number) => number switch
    {
        0 => Descriptor.FromStart,
        1 => Descriptor.FromHere,
        2 => Descriptor.FromEnd,
        _ => throw new AgentFault($"invalid whence code {number}"),
    };

    private static int WhenceOf(string name) => name switch
    {
        "set" => Descriptor.FromStart,
        "cur" => Descriptor.FromHere,
        "end" => Descriptor.FromEnd,
        _ => throw new AgentFault($"Parameter 'whence' does not accept value '{name}'"),
    };

    private static AgentFault BadCount(long count) => new($"value '{count}' is invalid for argument count");

    private static string Reason(int negativeErrno) => Marshal.GetPInvokeErrorMessage(-negativeErrno);

    private int Find(long handle) =>
        _files.TryGetValue(handle, out var fd) ? fd : throw new AgentFault($"handle '{handle}' has not been found");
}
