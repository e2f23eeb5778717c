using System.Text.Json;
using Npgsql;
using Samokoder.Contracts;
using Column = System.Func<System.Collections.Generic.IReadOnlyList<Samokoder.Data.Runs.LeasedEntry>, Npgsql.NpgsqlParameter>;

namespace Samokoder.Data.Runs;

/// <summary>The parameters of <see cref="JournalStatement"/> by their names: arrays, a row of which is one entry, or one of what entries are made of.</summary>
internal static class JournalColumns
{
    private static readonly Dictionary<string, Column> Columns = new(StringComparer.Ordinal)
    {
        ["budget_code"] = _ => new NpgsqlParameter<string> { TypedValue = ErrorCodes.BudgetExceeded },

        ["entry_runs"] = OfEntries(e => e.Lease.RunId),
        ["entry_epochs"] = OfEntries(e => e.Lease.Epoch),
        ["entry_event_counts"] = OfEntries(e => e.Entry.Events.Count),
        ["entry_statuses"] = OfEntries(e => e.Entry.Status?.ToString().ToLowerInvariant()),
        ["entry_error_codes"] = OfEntries(e => e.Entry.Error?.Code),
        ["entry_error_details"] = OfEntries(e => e.Entry.Error?.Detail),
        ["entry_paid"] = OfEntries(e => e.Entry.Usage.Count > 0),
        ["entry_input_tokens"] = OfEntries(e => e.Entry.Usage.Sum(u => u.InputTokens)),
        ["entry_output_tokens"] = OfEntries(e => e.Entry.Usage.Sum(u => u.OutputTokens)),
        ["entry_costs"] = OfEntries(e => e.CostUsd),

        ["step_runs"] = OfRuns(e => e.Steps),
        ["step_seqs"] = Of(e => e.Steps, s => s.Seq),
        ["step_kinds"] = Of(e => e.Steps, s => s.Kind.ToString().ToLowerInvariant()),
        ["step_statuses"] = Of(e => e.Steps, s => s.Status.ToString().ToLowerInvariant()),
        ["step_names"] = Of(e => e.Steps, s => s.Name),
        ["step_calls"] = Of(e => e.Steps, s => s.CallId),
        ["step_payloads"] = Of(e => e.Steps, s => s.Payload),
        ["step_results"] = Of(e => e.Steps, s => s.Result),
        ["step_starts"] = Of(e => e.Steps, s => s.StartedAt),
        ["step_ends"] = Of(e => e.Steps, s => s.EndedAt),

        ["event_runs"] = OfRuns(e => e.Events),
        ["event_ordinals"] = entries => Array(entries.SelectMany(e => Enumerable.Range(1, e.Entry.Events.Count))),
        ["event_types"] = Of(e => e.Events, e => e.Type),
        ["event_datas"] = Of(e => e.Events, e => e.Data),

        ["message_runs"] = OfRuns(e => e.Messages),
        ["message_ids"] = Of(e => e.Messages, m => m.Id),
        ["message_roles"] = Of(e => e.Messages, m => m.Role.ToString().ToLowerInvariant()),
        ["message_texts"] = Of(e => e.Messages, m => m.Text),

        ["usage_runs"] = OfRuns(e => e.Usage),
        ["usage_ids"] = Of(e => e.Usage, u => u.Id),
        ["usage_providers"] = Of(e => e.Usage, u => u.Provider),
        ["usage_models"] = Of(e => e.Usage, u => u.Model),
        ["usage_inputs"] = Of(e => e.Usage, u => u.InputTokens),
        ["usage_cached"] = Of(e => e.Usage, u => u.CachedTokens),
        ["usage_outputs"] = Of(e => e.Usage, u => u.OutputTokens),
        ["usage_costs"] = Of(e => e.Usage, u => u.CostUsd),

        ["checkpoint_runs"] = OfRuns(e => e.Checkpoints),
        ["checkpoint_ids"] = Of(e => e.Checkpoints, c => c.Id),
        ["checkpoint_shas"] = Of(e => e.Checkpoints, c => c.Sha),
        ["checkpoint_titles"] = Of(e => e.Checkpoints, c => c.Title),
        ["checkpoint_verifications"] = Of(e => e.Checkpoints, c => c.Verification),

        ["question_runs"] = OfRuns(e => e.Questions),
        ["question_ids"] = Of(e => e.Questions, q => q.Id),
        ["question_calls"] = Of(e => e.Questions, q => q.CallId),
        ["question_texts"] = Of(e => e.Questions, q => q.Text),
        ["question_choices"] = Of(e => e.Questions, q => JsonSerializer.Serialize(q.Choices)),

        ["said_starters"] = OfEntries(e => e.Entry.Starter),
        ["said_questions"] = OfEntries(e => e.Entry.Questions.SingleOrDefault()?.Text),
        ["said_news_ids"] = OfEntries(e => e.NewsId),
        ["said_warning_ids"] = OfEntries(e => e.WarningId),
    };

    public static Column Find(string name) => Columns[name];

    private static Column OfEntries<T>(Func<LeasedEntry, T> value) => entries => Array(entries.Select(value));

    /// <summary>For each item the run that it belongs to.</summary>
    private static Column OfRuns<TItem>(Func<JournalEntry, IEnumerable<TItem>> items) =>
        entries => Array(entries.SelectMany(e => items(e.Entry).Select(_ => e.Lease.RunId)));

    private static Column Of<TItem, T>(Func<JournalEntry, IEnumerable<TItem>> items, Func<TItem, T> value) =>
        entries => Array(entries.SelectMany(e => items(e.Entry)).Select(value));

    private static NpgsqlParameter Array<T>(IEnumerable<T> values) => new NpgsqlParameter<T[]> { TypedValue = [.. values] };
}
