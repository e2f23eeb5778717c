using System.Buffers;

namespace Samokoder.PreviewGateway.Bridge;

/// <summary>
/// Reads a page with the bridge's element put into its head. Only the bytes before that place are held back, at most
/// <see cref="LongestPrologue"/>; everything after passes as it arrives.
/// </summary>
internal sealed class BridgeInjectingStream(Stream page, byte[] tag) : Stream
{
    /// <summary>A page that has no place for it so far gets none.</summary>
    private const int LongestPrologue = 16 * 1024;

    private byte[]? _held = ArrayPool<byte>.Shared.Rent(LongestPrologue);
    private ReadOnlyMemory<byte> _before, _inserted, _after;
    private bool _decided;

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
        if (!_decided) await DecideAsync(cancellationToken);
        if (_before.IsEmpty && _inserted.IsEmpty && _after.IsEmpty) return await page.ReadAsync(buffer, cancellationToken);
        // An empty buffer asks whether there is something: there is.
        var taken = Take(ref _before, buffer);
        taken += Take(ref _inserted, buffer[taken..]);
        return taken + Take(ref _after, buffer[taken..]);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Pages are read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        ReturnHeld();
        await page.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ReturnHeld();
            page.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask DecideAsync(CancellationToken cancellationToken)
    {
        var (length, place) = (0, HtmlHead.Undecided);
        while (place == HtmlHead.Undecided && length < LongestPrologue)
        {
            var read = await page.ReadAsync(_held.AsMemory(length, LongestPrologue - length), cancellationToken);
            length += read;
            place = HtmlHead.Find(_held.AsSpan(0, length), complete: read == 0);
        }

        var held = _held.AsMemory(0, length);
        _inserted = place >= 0 && length > 0 ? tag : default;
        _before = held[..Math.Max(place, 0)];
        _after = held[Math.Max(place, 0)..];
        _decided = true;
    }

    private static int Take(ref ReadOnlyMemory<byte> source, Memory<byte> target)
    {
        var count = Math.Min(source.Length, target.Length);
        source.Span[..count].CopyTo(target.Span);
        source = source[count..];
        return count;
    }

    private void ReturnHeld()
    {
        if (Interlocked.Exchange(ref _held, null) is { } held) ArrayPool<byte>.Shared.Return(held);
    }
}
