using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;

namespace Samokoder.ApiService.Features.Runs;

/// <summary>A run with the question that is open, as one query reads them.</summary>
internal sealed record RunRow(Run Run, Question? Open)
{
    public RunInfo ToInfo() => new(
        Run.Id, Run.ProjectId, Run.Status, Run.Prompt, Run.Model, Error, new RunUsage(Run.InputTokens, Run.OutputTokens, Run.CostUsd),
        Run.CreatedAt, Run.StartedAt, Run.EndedAt, OpenQuestion);

    private RunError? Error => Run.ErrorCode is { } code ? new RunError(code, Run.ErrorDetail ?? "") : null;

    private QuestionInfo? OpenQuestion =>
        Run.Status == RunStatus.Waiting && Open is { } question ? new QuestionInfo(question.Id, question.Text, question.Choices) : null;
}
