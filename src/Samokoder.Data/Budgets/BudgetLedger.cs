using Npgsql;
using Samokoder.Data.Runs;

namespace Samokoder.Data.Budgets;

/// <summary>
/// Holds money before a model call, so that calls under way together can never cost more than the limits allow. The journal settles: the
/// statement that stores a call's usage removes its reservation (same id) and adds to what was spent.
/// </summary>
public sealed class BudgetLedger(NpgsqlDataSource dataSource)
{
    private const string EnsureSql = """
        INSERT INTO budgets (user_id, updated_at) SELECT user_id, clock_timestamp() FROM runs WHERE id = @run ON CONFLICT (user_id) DO NOTHING
        """;

    /// <summary>From here to the commit no other reservation of this user is decided. The statements after it see what was committed before.</summary>
    private const string LockSql = "SELECT b.user_id FROM budgets b JOIN runs r ON r.user_id = b.user_id WHERE r.id = @run FOR UPDATE OF b";

    /// <summary>What workers left behind that crashed or lost their lease: the run has ended, or goes on under another lease.</summary>
    private const string ExpireSql = """
        DELETE FROM budget_reservations h
        USING runs mine, runs r
        WHERE mine.id = @run AND h.user_id = mine.user_id AND r.id = h.run_id AND (r.status <> 'running' OR r.lease_epoch <> h.lease_epoch)
        """;

    private const string GrantSql = """
        WITH caps AS (
            SELECT r.id, r.user_id, r.project_id,
                   b.monthly_cap_usd AS month_cap, coalesce(p.budget_usd, b.project_cap_usd) AS project_cap, b.run_cap_usd AS run_cap,
                   coalesce(m.spent_usd, 0) AS month_spent, p.spent_usd AS project_spent, r.cost_usd AS run_spent
            FROM runs r
            JOIN projects p ON p.id = r.project_id
            JOIN budgets b ON b.user_id = r.user_id
            LEFT JOIN budget_months m ON m.user_id = r.user_id AND m.month = date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date
            WHERE r.id = @run AND r.lease_epoch = @epoch AND r.status = 'running'),
        held AS (
            SELECT coalesce(sum(h.amount_usd), 0) AS month_held,
                   coalesce(sum(h.amount_usd) FILTER (WHERE h.project_id = c.project_id), 0) AS project_held,
                   coalesce(sum(h.amount_usd) FILTER (WHERE h.run_id = c.id), 0) AS run_held
            FROM caps c JOIN budget_reservations h ON h.user_id = c.user_id),
        room AS (
            SELECT *, least(month_cap - month_spent - month_held, project_cap - project_spent - project_held, run_cap - run_spent - run_held) AS usd
            FROM caps, held),
        granted AS (
            INSERT INTO budget_reservations (id, user_id, project_id, run_id, lease_epoch, amount_usd, created_at)
            SELECT @id, user_id, project_id, id, @epoch, least(@wanted, usd), clock_timestamp()
            FROM room WHERE usd IS NULL OR usd >= @needed
            RETURNING amount_usd)
        SELECT (SELECT amount_usd FROM granted), month_cap, month_spent, month_held, project_cap, project_spent, project_held,
               run_cap, run_spent, run_held
        FROM room
        """;

    /// <summary>
    /// Holds what is wanted, or as much of it as the limits leave, if that is at least what is needed. One round trip, one transaction.
    /// </summary>
    /// <exception cref="LeaseLostException">Nothing was held.</exception>
    public async Task<BudgetAnswer> ReserveAsync(RunLease lease, BudgetRequest request, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        foreach (var sql in (ReadOnlySpan<string>)[EnsureSql, LockSql, ExpireSql])
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter("run", lease.RunId) } });
        batch.BatchCommands.Add(Grant(lease, request));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) throw new LeaseLostException(lease);
        var answer = Read(reader, request);
        await reader.CloseAsync();
        return answer;
    }

    /// <summary>Gives back what is held for a call that failed. A reservation that is gone already is fine.</summary>
    public async Task ReleaseAsync(Guid reservationId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM budget_reservations WHERE id = @id");
        command.Parameters.AddWithValue("id", reservationId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Grant(RunLease lease, BudgetRequest request) => new(GrantSql)
    {
        Parameters =
        {
            new NpgsqlParameter("run", lease.RunId),
            new NpgsqlParameter("epoch", lease.Epoch),
            new NpgsqlParameter("id", request.Id),
            new NpgsqlParameter("needed", request.NeededUsd),
            new NpgsqlParameter("wanted", request.WantedUsd),
        },
    };

    private static BudgetAnswer Read(NpgsqlDataReader reader, BudgetRequest request)
    {
        var limits = new List<BudgetLimit>();
        foreach (var (scope, column) in (ReadOnlySpan<(BudgetScope, int)>)[(BudgetScope.Month, 1), (BudgetScope.Project, 4), (BudgetScope.Run, 7)])
        {
            if (!reader.IsDBNull(column))
                limits.Add(new(scope, reader.GetDecimal(column), reader.GetDecimal(column + 1), reader.GetDecimal(column + 2)));
        }
        if (!reader.IsDBNull(0)) return new BudgetAnswer(reader.GetDecimal(0), limits.Count > 0, null);
        var narrowest = limits.MinBy(l => l.RoomUsd);
        return new BudgetAnswer(null, IsCapped: true, new BudgetRefusal(
            narrowest.Scope, narrowest.CapUsd, narrowest.SpentUsd, limits.TrueForAll(l => l.CapUsd - l.SpentUsd >= request.NeededUsd)));
    }
}
