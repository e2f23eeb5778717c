namespace Samokoder.AgentService.Terminals;

/// <summary>
/// The last bytes that a shell has written, and one reader of them. What the reader has not seen is never overwritten: the writer waits. Without a
/// reader the oldest bytes are.
/// </summary>
internal sealed class TerminalHistory(int capacity)
{
    /// <summary>Instead of a number of bytes: another reader has taken the place of this one.</summary>
    public const int Replaced = -1;

    private readonly byte[] ring = new byte[capacity];
    private readonly Lock gate = new();
    private TaskCompletionSource changed = NewSignal();
    private Reader? current;
    private long end;
    private bool completed;
    private bool abandoned;

    /// <param name="bytes">At most the capacity.</param>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            Task room;
            lock (gate)
            {
                if (abandoned)
                    return;
                if (completed || current is not { } reader || end - reader.Position + bytes.Length <= ring.Length)
                {
                    Write(bytes.Span);
                    Signal();
                    return;
                }
                room = changed.Task;
            }
            await room;
        }
    }

    /// <summary>What comes from here on is dropped rather than waited for; what is kept already can still be read.</summary>
    public void Abandon()
    {
        lock (gate)
        {
            abandoned = true;
            Signal();
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void Complete()
    {
        lock (gate)
        {
            completed = true;
            Signal();
        }
    }

    /// <summary>Takes the place of whoever reads now.</summary>
    /// <param name="after">What the reader has seen already; null for nothing.</param>
    public Reader Attach(long? after)
    {
        lock (gate)
        {
            var oldest = Math.Max(0, end - ring.Length);
            var seen = after >= oldest && after <= end ? after.Value : AfterBrokenLine(oldest);
            current = new Reader(this, seen, end - seen);
            Signal();
            return current;
        }
    }

    private bool IsCurrent(Reader reader)
    {
        lock (gate)
            return current == reader;
    }

    /// <summary>What comes from here on is kept for the next reader, as far as there is room.</summary>
    private void Detach(Reader reader)
    {
        lock (gate)
        {
            if (current != reader)
                return;
            current = null;
            Signal();
        }
    }

    private async ValueTask<int> ReadAsync(Reader reader, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (gate)
            {
                if (current != reader)
                    return Replaced;
                if (reader.Position < end || completed)
                    return Take(reader, buffer.Span);
                more = changed.Task;
            }
            await more.WaitAsync(cancellationToken);
        }
    }

    private int Take(Reader reader, Span<byte> buffer)
    {
        var at = (int)(reader.Position % ring.Length);
        var count = (int)Math.Min(Math.Min(buffer.Length, end - reader.Position), ring.Length - at);
        ring.AsSpan(at, count).CopyTo(buffer);
        reader.Position += count;
        Signal();
        return count;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        var at = (int)(end % ring.Length);
        var first = Math.Min(bytes.Length, ring.Length - at);
        bytes[..first].CopyTo(ring.AsSpan(at));
        bytes[first..].CopyTo(ring);
        end += bytes.Length;
    }

    /// <summary>Where the beginning is lost a line begins, rather than the rest of a character or of a control sequence.</summary>
    private long AfterBrokenLine(long position)
    {
        if (position == 0)
            return 0;
        for (var at = position; at < end; at++)
        {
            if (ring[at % ring.Length] == '\n')
                return at + 1;
        }
        return position;
    }

    private void Signal()
    {
        changed.TrySetResult();
        changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One connection's place in the output. Disposing it leaves the place free.</summary>
    internal sealed class Reader(TerminalHistory history, long position, long replayed) : IDisposable
    {
        /// <summary>Of the next byte that it reads.</summary>
        public long Position { get; set; } = position;

        /// <summary>How many of its next bytes were there before it came.</summary>
        public long Replayed => replayed;

        /// <summary>False when another reader has come.</summary>
        public bool IsCurrent => history.IsCurrent(this);

        /// <summary>Waits for output. 0 when the shell has ended and all is read, <see cref="Replaced"/> when another reader has come.</summary>
        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => history.ReadAsync(this, buffer, cancellationToken);

        public void Dispose() => history.Detach(this);
    }
}
