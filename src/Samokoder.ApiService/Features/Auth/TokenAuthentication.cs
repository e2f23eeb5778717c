using Microsoft.AspNetCore.Authentication.JwtBearer;
using Samokoder.Contracts;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>Our access tokens, from the Authorization header or else from the cookie, as long as nobody ended them.</summary>
internal static class TokenAuthentication
{
    public static void Configure(JwtBearerOptions options, IConfiguration configuration)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = AccessTokens.ValidationParameters(configuration);
        options.IncludeErrorDetails = false;
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = context =>
            {
                if (context.Request.Headers.Authorization.Count == 0)
                    context.Token = context.Request.Cookies[ServiceNames.AccessTokenCookie];
                return Task.CompletedTask;
            },
            OnTokenValidated = CheckAsync,
        };
    }

    private static async Task CheckAsync(TokenValidatedContext context)
    {
        var user = context.Principal!;
        if (!user.HasClaim(AccessTokens.TypeClaim, AccessTokens.AccessType) || Caller.From(user) is not { } caller)
            context.Fail("The token is not an access token of ours.");
        else if (!await context.HttpContext.RequestServices.GetRequiredService<SessionEnds>().IsGoodAsync(caller, context.HttpContext.RequestAborted))
            context.Fail("The sign-in has ended.");
    }
}
