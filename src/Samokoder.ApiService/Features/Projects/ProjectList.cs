using System.Text.Json;
using Npgsql;
using Samokoder.ApiService.Http.Paging;
using Samokoder.Contracts;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;

namespace Samokoder.ApiService.Features.Projects;

/// <summary>
/// A page of somebody's projects, last changed first, each with its last run and, while that waits, the question it waits for. It is what is asked
/// most often, so it is one statement whose plan is kept, read straight into what is answered (docs/adr/0062).
/// </summary>
internal sealed class ProjectList(NpgsqlDataSource database)
{
    internal const string Sql = """
        SELECT p.id, p.name, p.description, p.starter, p.preview_id, p.created_at, p.updated_at,
               r.id, r.status, r.prompt, r.model, r.error_code, r.error_detail, r.input_tokens, r.output_tokens, r.cost_usd, r.created_at, r.started_at, r.ended_at,
               CASE WHEN r.status = 'waiting' THEN (SELECT json_build_object('id', id, 'text', text, 'choices', choices)::text
                                                    FROM questions WHERE run_id = r.id AND answered_at IS NULL LIMIT 1) END
        FROM (SELECT id, name, description, starter, preview_id, created_at, updated_at FROM projects
              WHERE owner_id = $1 AND (updated_at, id) < ($2, $3) ORDER BY updated_at DESC, id DESC LIMIT $4) p
        LEFT JOIN LATERAL (SELECT * FROM runs WHERE project_id = p.id ORDER BY created_at DESC, id DESC LIMIT 1) r ON true
        ORDER BY p.updated_at DESC, p.id DESC
        """;

    private static readonly Cursor Beginning = new(DateTimeOffset.MaxValue, Guid.AllBitsSet);

    /// <param name="after">The last one of the page before; null for the first page.</param>
    public async Task<List<ProjectInfo>> ReadAsync(Guid ownerId, Cursor? after, int count, CancellationToken cancellationToken)
    {
        var (at, id) = after ?? Beginning;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ownerId });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var projects = new List<ProjectInfo>(Math.Min(count, 64));
        while (await reader.ReadAsync(cancellationToken))
            projects.Add(Read(reader));
        return projects;
    }

    private static ProjectInfo Read(NpgsqlDataReader row)
    {
        var run = row.IsDBNull(7) ? null : ReadRun(row, row.GetGuid(0));
        return new ProjectInfo(
            row.GetGuid(0), row.GetString(1), row.GetString(2), ProjectRow.StatusOf(run?.Status), row.GetString(3), row.GetString(4), Time(row, 5), Time(row, 6), run);
    }

    private static RunInfo ReadRun(NpgsqlDataReader row, Guid project) => new(
        row.GetGuid(7), project, StatusOf(row.GetString(8)), row.GetString(9), row.GetString(10),
        row.IsDBNull(11) ? null : new RunError(row.GetString(11), row.IsDBNull(12) ? "" : row.GetString(12)),
        new RunUsage(row.GetInt64(13), row.GetInt64(14), row.GetDecimal(15)),
        Time(row, 16), row.IsDBNull(17) ? null : Time(row, 17), row.IsDBNull(18) ? null : Time(row, 18),
        row.IsDBNull(19) ? null : JsonSerializer.Deserialize<QuestionInfo>(row.GetString(19), ContractJson.Options));

    private static DateTimeOffset Time(NpgsqlDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    private static RunStatus StatusOf(string text) => text switch
    {
        "queued" => RunStatus.Queued,
        "running" => RunStatus.Running,
        "waiting" => RunStatus.Waiting,
        "succeeded" => RunStatus.Succeeded,
        "failed" => RunStatus.Failed,
        "cancelled" => RunStatus.Cancelled,
        _ => throw new InvalidOperationException($"No run has the status {text}."),
    };
}
