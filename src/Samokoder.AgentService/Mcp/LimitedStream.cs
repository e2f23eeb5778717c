namespace Samokoder.AgentService.Mcp;

/// <summary>
/// Reads what a server writes, which may be hostile: it ends after too many bytes in all or in one line, so that neither fills memory. What is not a
/// message of the protocol is remembered as the server's last words.
/// </summary>
internal sealed class LimitedStream(Stream inner, long maxBytes) : Stream
{
    private const int MaxLineBytes = 4 << 20;
    private const int KeptBytes = 2_000;

    private readonly Queue<byte> _newest = new(KeptBytes);
    private long _total;
    private int _line;

    /// <summary>Why it was ended here; null when it was not.</summary>
    public string? Problem { get; private set; }

    /// <summary>The newest of what was read.</summary>
    public byte[] Newest
    {
        get
        {
            lock (_newest) return [.. _newest];
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Problem is not null) return 0;
        var count = await inner.ReadAsync(buffer, cancellationToken);
        Note(buffer.Span[..count]);
        return Problem is null ? count : 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Note(ReadOnlySpan<byte> read)
    {
        _total += read.Length;
        var end = read.LastIndexOf((byte)'\n');
        _line = end < 0 ? _line + read.Length : read.Length - end - 1;
        if (_total > maxBytes) Problem = $"it wrote more than {maxBytes >> 20} MB";
        else if (_line > MaxLineBytes) Problem = $"it wrote a message of more than {MaxLineBytes >> 20} MB";
        lock (_newest)
        {
            foreach (var value in read[Math.Max(0, read.Length - KeptBytes)..])
            {
                if (_newest.Count == KeptBytes) _newest.Dequeue();
                _newest.Enqueue(value);
            }
        }
    }
}
