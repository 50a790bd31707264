using System.Text;
using Dkvm.Linux;
using Microsoft.Win32.SafeHandles;

namespace Dkvm.HostSide;

/// <summary>This program's stdin, stdout and stderr as plain files: System.Console changes a terminal that it reads, and hides that nobody reads.</summary>
internal static class StandardStreams
{
    public static StreamReader Input() => new(new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0));

    /// <summary>Writes what it is given at each flush; throws <see cref="ReaderGoneException"/> where nobody takes it any more.</summary>
    public static StreamWriter Output() => Writer(fd: 1, mustBeRead: true);

    /// <summary>Writes at once, whether somebody reads it or not.</summary>
    public static StreamWriter Errors()
    {
        var errors = Writer(fd: 2, mustBeRead: false);
        errors.AutoFlush = true;
        return errors;
    }

    private static StreamWriter Writer(int fd, bool mustBeRead) =>
        new(new OutputStream(fd, mustBeRead), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024);

    private sealed class OutputStream(int fd, bool mustBeRead) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!Descriptor.WriteAll(fd, buffer) && mustBeRead)
                throw new ReaderGoneException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

/// <summary>Who reads our stdout has gone, such as head(1) when it has enough: the end, and no error to speak of.</summary>
internal sealed class ReaderGoneException() : IOException("nobody reads stdout any more");
