using Samokoder.Contracts;

namespace Samokoder.Web.Features.Api;

/// <summary>A list of any length, read page by page as the person asks for more.</summary>
/// <param name="read">One page, after the given cursor; from the beginning without one.</param>
public sealed class PagedList<T>(Func<string?, CancellationToken, Task<ApiResult<Page<T>>>> read)
{
    private readonly List<T> _items = [];
    private string? _cursor;
    private int _turn;
    private bool _loaded;

    /// <summary>Null until the first page is there.</summary>
    public IReadOnlyList<T>? Items => _loaded ? _items : null;

    public ApiFailure? Failure { get; private set; }

    public bool HasMore => _cursor is not null;

    public bool IsBusy { get; private set; }

    /// <summary>From the beginning; what an earlier call still answers is dropped.</summary>
    public Task LoadAsync(CancellationToken cancellationToken) => ReadAsync(null, cancellationToken);

    public Task LoadMoreAsync(CancellationToken cancellationToken) => IsBusy || _cursor is null ? Task.CompletedTask : ReadAsync(_cursor, cancellationToken);

    public void Remove(T item) => _items.Remove(item);

    private async Task ReadAsync(string? cursor, CancellationToken cancellationToken)
    {
        var turn = ++_turn;
        IsBusy = true;
        var answer = await read(cursor, cancellationToken);
        if (turn != _turn)
            return;
        (IsBusy, Failure) = (false, answer.Failure);
        if (!answer.Ok)
            return;
        if (cursor is null)
            _items.Clear();
        _items.AddRange(answer.Value.Items);
        (_cursor, _loaded) = (answer.Value.NextCursor, true);
    }
}
