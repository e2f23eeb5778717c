using System.Threading.Channels;

namespace Samokoder.ApiService.Http.Streams;

/// <summary>One open event stream among those that <see cref="StreamLooks{TWatch}"/> looks for. Dispose it to be left out.</summary>
internal abstract class StreamWatch : IDisposable
{
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Readable when the store was found to have something that the stream lacks.</summary>
    public ChannelReader<bool> News => _news.Reader;

    internal Action? Ended { get; set; }

    /// <summary>Whether there was news since this was last asked.</summary>
    public bool TakeNews() => _news.Reader.TryRead(out _);

    public void Dispose() => Ended?.Invoke();

    protected internal void Tell() => _news.Writer.TryWrite(true);
}
