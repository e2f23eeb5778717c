using Microsoft.EntityFrameworkCore.Storage;
using Samokoder.Data;

namespace Samokoder.ApiService.Http;

/// <summary>
/// One transaction for everything that a request changes, however many parts of the code take part, and what follows its commit. Who begins
/// first commits for all: an idempotency key, a counted quota and a created row stand or fall together.
/// </summary>
internal sealed class Transactions(SamokoderDbContext db)
{
    private readonly List<Func<Task>> _afterCommit = [];
    private IDbContextTransaction? _current;

    /// <summary>Joins the transaction that is open, or opens one.</summary>
    public async Task<Scope> BeginAsync(CancellationToken cancellationToken)
    {
        if (_current is not null)
            return new Scope(this, isOutermost: false);
        _current = await db.Database.BeginTransactionAsync(cancellationToken);
        return new Scope(this, isOutermost: true);
    }

    /// <summary>Hints to others (wake-ups, live events) that must not be sent for what may still be undone. At once when nothing is open.</summary>
    public Task AfterCommitAsync(Func<Task> action)
    {
        if (_current is null)
            return action();
        _afterCommit.Add(action);
        return Task.CompletedTask;
    }

    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _current!.CommitAsync(cancellationToken);
        await EndAsync();
        foreach (var action in _afterCommit)
            await action();
        _afterCommit.Clear();
    }

    private async ValueTask EndAsync()
    {
        if (_current is { } ended)
            await ended.DisposeAsync();
        _current = null;
    }

    /// <summary>Rolls back when it is disposed without <see cref="CommitAsync"/>.</summary>
    internal sealed class Scope(Transactions owner, bool isOutermost) : IAsyncDisposable
    {
        /// <summary>Commits, unless an outer scope is going to.</summary>
        public Task CommitAsync(CancellationToken cancellationToken) => isOutermost ? owner.CommitAsync(cancellationToken) : Task.CompletedTask;

        public ValueTask DisposeAsync() => isOutermost ? owner.EndAsync() : ValueTask.CompletedTask;
    }
}
