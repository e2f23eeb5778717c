using Microsoft.EntityFrameworkCore;
using Npgsql;
using Samokoder.Contracts.Usage;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Usage;

/// <summary>Adds up usage records: all groupings in one pass over the range.</summary>
internal sealed class UsageSummaries(NpgsqlDataSource dataSource, IDbContextFactory<SamokoderDbContext> contexts)
{
    internal const string Sql = """
        SELECT grouping(day, provider, model, project_id), day, provider, model, project_id,
               count(*), coalesce(sum(input_tokens), 0)::bigint, coalesce(sum(cached_tokens), 0)::bigint, coalesce(sum(output_tokens), 0)::bigint,
               coalesce(sum(cost_usd), 0)
        FROM (SELECT (at AT TIME ZONE 'UTC')::date AS day, provider, model, project_id, input_tokens, cached_tokens, output_tokens, cost_usd
              FROM usage_records WHERE user_id = @user AND at >= @from AND at < @until) u
        GROUP BY GROUPING SETS ((day), (provider), (provider, model), (project_id), ())
        """;

    // Bits of grouping(): day 8, provider 4, model 2, project 1; set when the row is not grouped by it.
    private const int ByDay = 7;
    private const int ByProvider = 11;
    private const int ByModel = 9;
    private const int ByProject = 14;

    public async Task<UsageSummary> ReadAsync(Guid userId, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(userId, from, to, cancellationToken);
        var days = rows.Where(r => r.Grouping == ByDay).ToDictionary(r => r.Day!.Value, r => r.Totals);
        var names = await NamesAsync([.. rows.Where(r => r.Grouping == ByProject).Select(r => r.Project!.Value)], cancellationToken);
        return new UsageSummary(
            from, to, rows.Single(r => r.Grouping == (ByDay | ByProvider)).Totals,
            [.. Enumerable.Range(from.DayNumber, to.DayNumber - from.DayNumber + 1).Select(DateOnly.FromDayNumber)
                .Select(day => new UsageOfDay(day, days.GetValueOrDefault(day, Nothing)))],
            [.. Of(rows, ByProvider).Select(r => new UsageOfProvider(r.Provider!, r.Totals))],
            [.. Of(rows, ByModel).Select(r => new UsageOfModel(r.Provider!, r.Model!, r.Totals))],
            [.. Of(rows, ByProject).Select(r => new UsageOfProject(r.Project!.Value, names.GetValueOrDefault(r.Project.Value), r.Totals))]);
    }

    private static UsageTotals Nothing { get; } = new(0, 0, 0, 0, 0);

    private static IOrderedEnumerable<Row> Of(List<Row> rows, int grouping) =>
        rows.Where(r => r.Grouping == grouping).OrderByDescending(r => r.Totals.CostUsd).ThenByDescending(r => r.Totals.Calls);

    private async Task<List<Row>> QueryAsync(Guid userId, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Sql);
        command.Parameters.AddWithValue("user", userId);
        command.Parameters.AddWithValue("from", new DateTimeOffset(from, TimeOnly.MinValue, TimeSpan.Zero));
        command.Parameters.AddWithValue("until", to == DateOnly.MaxValue ? DateTimeOffset.MaxValue : new DateTimeOffset(to.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(Read(reader));
        return rows;
    }

    private static Row Read(NpgsqlDataReader reader) => new(
        reader.GetInt32(0),
        reader.IsDBNull(1) ? null : reader.GetFieldValue<DateOnly>(1),
        reader.IsDBNull(2) ? null : reader.GetString(2),
        reader.IsDBNull(3) ? null : reader.GetString(3),
        reader.IsDBNull(4) ? null : reader.GetGuid(4),
        new UsageTotals(reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), reader.GetDecimal(9)));

    private async Task<Dictionary<Guid, string>> NamesAsync(Guid[] projects, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Projects.Where(p => projects.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
    }

    private sealed record Row(int Grouping, DateOnly? Day, string? Provider, string? Model, Guid? Project, UsageTotals Totals);
}
