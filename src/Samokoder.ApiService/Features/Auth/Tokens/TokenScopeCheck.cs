using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Features.Auth.Tokens;

/// <summary>Refuses a personal access token what its scopes do not cover, on every route alike.</summary>
internal sealed class TokenScopeCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!PersonalTokens.IsOf(context.User))
            return next(context);
        var wanted = Wanted(context);
        if (wanted == TokenScope.Never)
            return new Refused(ErrorCodes.TokenScope, "Personal access tokens cannot do this. Sign in instead.").ExecuteAsync(context);
        return context.User.HasClaim(PersonalTokens.ScopeClaim, wanted.Name)
            ? next(context)
            : new Refused(ErrorCodes.TokenScope, $"This personal access token lacks the scope “{wanted.Name}”. Make one that has it.").ExecuteAsync(context);
    }

    private static TokenScope Wanted(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<TokenScope>()
        ?? new TokenScope(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? TokenScope.Read : TokenScope.Write);
}
