using System.Runtime.InteropServices;
using Docker.DotNet;

namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>
/// What a command in a container writes, out of the frames in which the engine sends it
/// (https://docs.docker.com/reference/api/engine/, "Stream format").
/// </summary>
internal sealed class ContainerOutput(MultiplexedStream frames) : Stream
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when nobody writes any more, or the connection broke.</summary>
    public Task Ended => ended.Task;

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
        var bytes = MemoryMarshal.TryGetArray<byte>(buffer, out var segment) ? segment : throw new NotSupportedException("Only memory of arrays.");
        var count = await ReadFrameAsync(bytes, cancellationToken);
        if (count == 0)
            ended.TrySetResult();
        return count;
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

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ended.TrySetResult();
            frames.Dispose();
        }
        base.Dispose(disposing);
    }

    private async Task<int> ReadFrameAsync(ArraySegment<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            var read = await frames.ReadOutputAsync(bytes.Array!, bytes.Offset, bytes.Count, cancellationToken);
            return read.EOF ? 0 : read.Count;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or System.Net.Sockets.SocketException)
        {
            return 0; // The container was killed, and the connection with it.
        }
    }
}
