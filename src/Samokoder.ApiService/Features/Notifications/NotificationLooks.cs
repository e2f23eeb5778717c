using Npgsql;
using Samokoder.ApiService.Http.Streams;

namespace Samokoder.ApiService.Features.Notifications;

/// <summary>Finds the people who have other notifications than their streams said.</summary>
internal sealed class NotificationLooks(NpgsqlDataSource database, TimeProvider time, ILogger<NotificationLooks> logger)
    : StreamLooks<NotificationWatch>(Interval, time, logger)
{
    /// <summary>How long a stream misses news whose hint Redis lost.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    internal const string Sql = """
        SELECT known.place
        FROM unnest($1, $2, $3) WITH ORDINALITY AS known(user_id, seq, unread, place)
        WHERE EXISTS (SELECT 1 FROM notifications n WHERE n.user_id = known.user_id AND n.seq > known.seq)
           OR known.unread <> (SELECT count(*) FROM notifications n WHERE n.user_id = known.user_id AND n.read_at IS NULL)
        """;

    public NotificationWatch Watch(Guid userId) => Add(new NotificationWatch(userId));

    protected override async Task LookAsync(IReadOnlyList<NotificationWatch> watches, CancellationToken cancellationToken)
    {
        var known = watches.Select(w => w.Known).ToList();
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. watches.Select(w => w.UserId)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. known.Select(k => k.Seq)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. known.Select(k => k.Unread)] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            watches[(int)reader.GetInt64(0) - 1].Tell();
    }
}
