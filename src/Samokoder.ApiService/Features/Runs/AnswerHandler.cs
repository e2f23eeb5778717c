using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Runs;

namespace Samokoder.ApiService.Features.Runs;

/// <summary>Takes the answer that a run waits for and queues the run again.</summary>
internal sealed class AnswerHandler(SamokoderDbContext db, RunQueue queue, RunWakeups wakeups, RunEventBus events, TimeProvider time)
{
    public async Task<Results<Accepted, InvalidRequest, StateConflict, Missing>> HandleAsync(
        Guid id, AnswerRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return invalid;
        if (!await db.OwnsRunAsync(caller, id, cancellationToken))
            return Missing.Run;
        if (await ValidateChoiceAsync(id, request, cancellationToken) is { } noChoice)
            return noChoice;
        var answer = (request.Text ?? request.Choice)!.Trim();
        if (await queue.AnswerAsync(id, request.QuestionId, answer, cancellationToken) is not { } eventId)
            return new StateConflict(ErrorCodes.QuestionNotOpen, "This question is not open any more: it was answered, or the run was stopped. Look at the run again.");
        await events.PublishAsync(RunEvent.Create(id, new RunStatusChanged(RunStatus.Queued), time.GetUtcNow(), eventId));
        await wakeups.WakeAsync(id);
        return TypedResults.Accepted((string?)null);
    }

    private static InvalidRequest? Validate(AnswerRequest request) => new Validator()
        .Check(request.QuestionId != Guid.Empty, "questionId", "It is needed, and it is missing.")
        .Check(string.IsNullOrWhiteSpace(request.Text) != string.IsNullOrWhiteSpace(request.Choice), "text", "Give either a text or one of the choices.")
        .Bounded("text", request.Text, PromptRules.MaxLength)
        .Problem;

    private async Task<InvalidRequest?> ValidateChoiceAsync(Guid id, AnswerRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Choice))
            return null;
        var choices = await db.Questions.Where(q => q.Id == request.QuestionId && q.RunId == id).Select(q => q.Choices).SingleOrDefaultAsync(cancellationToken);
        return new Validator().Check(choices is null || choices.Contains(request.Choice), "choice", "It is not one of the choices that were offered.").Problem;
    }
}
