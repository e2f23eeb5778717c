using Microsoft.AspNetCore.Authorization;
using Samokoder.ApiService.Features.Auth.Tokens;

namespace Samokoder.ApiService.Features.Auth.SecondFactor;

/// <summary>
/// Holds back who must set up a second factor first, on every route alike but those that it takes. Their personal access tokens work nowhere: no script can
/// set one up.
/// </summary>
internal sealed class SecondFactorCheck(RequestDelegate next)
{
    private static readonly object Key = new();

    /// <summary>Of the request: its sign-in or token is good, and its owner lacks the factor.</summary>
    public static void MarkDue(HttpContext context) => context.Items[Key] = true;

    public Task InvokeAsync(HttpContext context) =>
        context.Items.ContainsKey(Key) && context.GetEndpoint() is { } endpoint && !IsOpen(context, endpoint) ? SecondFactorRule.Due.ExecuteAsync(context) : next(context);

    private static bool IsOpen(HttpContext context, Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAuthorizeData>() is null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        || (endpoint.Metadata.GetMetadata<BeforeSecondFactor>() is not null && !PersonalTokens.IsOf(context.User));
}
