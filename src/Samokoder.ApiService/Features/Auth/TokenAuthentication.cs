using Microsoft.AspNetCore.Authentication.JwtBearer;
using Samokoder.ApiService.Features.Auth.Tokens;
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
            OnMessageReceived = ReceiveAsync,
            OnTokenValidated = CheckAsync,
        };
    }

    /// <summary>A personal access token is no JWT: Postgres alone knows whom it stands for.</summary>
    private static async Task ReceiveAsync(MessageReceivedContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0)
            context.Token = context.Request.Cookies[ServiceNames.AccessTokenCookie];
        else if (PersonalTokens.TryRead(header.ToString(), out var token))
            await AuthenticateAsync(context, token);
    }

    private static async Task AuthenticateAsync(MessageReceivedContext context, string token)
    {
        var tokens = context.HttpContext.RequestServices.GetRequiredService<PersonalTokens>();
        context.Principal = await tokens.FindAsync(token, context.HttpContext.RequestAborted);
        if (context.Principal is null)
            context.Fail("The personal access token is unknown, over or revoked.");
        else
            context.Success();
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
