using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using static Samokoder.ApiService.Http.Idempotency.IdempotencyStore;

namespace Samokoder.ApiService.Http.Idempotency;

/// <summary>
/// Carries out a creating request with an <c>Idempotency-Key</c> once. The key is claimed, the thing created and the answer kept in one
/// transaction; refusals and failures give the key back, so that the client may correct the request and try again.
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next)
{
    public const string HeaderName = "Idempotency-Key";

    private const int LongestKey = 200;

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(HeaderName, out var values) || context.GetEndpoint() is not RouteEndpoint endpoint
            || endpoint.Metadata.GetMetadata<IdempotentMetadata>() is null || Caller.From(context.User) is not { } caller)
            return next(context);
        return values is [{ } key] && IsKey(key)
            ? RunAsync(context, caller.UserId, $"{context.Request.Method} {endpoint.RoutePattern.RawText}", key)
            : NotAKey.ExecuteAsync(context);
    }

    private static bool IsKey(string text) => text.Length is > 0 and <= LongestKey && text.All(c => c is > ' ' and <= '~');

    private async Task RunAsync(HttpContext context, Guid userId, string route, string key)
    {
        var services = context.RequestServices;
        var hash = await RequestHash.ComputeAsync(context.Request, context.RequestAborted);
        var store = services.GetRequiredService<IdempotencyStore>();
        var transactions = services.GetRequiredService<Transactions>();
        await using var scope = await transactions.BeginAsync(context.RequestAborted);
        var claim = await store.ClaimAsync(userId, route, key, hash, context.RequestAborted);
        await (claim.State switch
        {
            ClaimState.Ours => AnswerAsync(context, store, scope, userId, route, key),
            ClaimState.Done => claim.Answer!.ReplayAsync(context),
            ClaimState.OfAnother => ProblemWriter.WriteAsync(context, 422, ErrorCodes.IdempotencyKeyReused, "This Idempotency-Key was used for another request. Make a new key for every new request; repeat a request with its own."),
            _ => StillAtWork.ExecuteAsync(context),
        });
    }

    private async Task AnswerAsync(HttpContext context, IdempotencyStore store, Transactions.Scope scope, Guid userId, string route, string key)
    {
        var answer = await CaptureAsync(context);
        if (answer.Status is >= 200 and < 300)
        {
            await store.KeepAsync(userId, route, key, answer, context.RequestAborted);
            await scope.CommitAsync(context.RequestAborted);
        }

        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async Task<StoredAnswer> CaptureAsync(HttpContext context)
    {
        using var capture = new AnswerCapture(context);
        await next(context);
        return await capture.ReadAsync();
    }

    private static InvalidRequest NotAKey => new(ErrorCodes.ValidationFailed, $"{HeaderName}: It must be one value of 1 to {LongestKey} visible ASCII characters, best a random UUID.");

    private static StateConflict StillAtWork => new(ErrorCodes.IdempotencyInProgress, "The first request with this Idempotency-Key is still at work. Wait a moment and repeat this one.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };
}
