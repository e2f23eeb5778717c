using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.ApiService.Features.Auth.Tokens;
using Samokoder.Contracts;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>Our access tokens, from the Authorization header or else from the cookie, as long as nobody ended them.</summary>
internal static class TokenAuthentication
{
    private const string BearerPrefix = "Bearer ";
    private const string Ended = "The sign-in has ended.";

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
        if (header.Count > 0 && PersonalTokens.TryRead(header.ToString(), out var personal))
            await AuthenticateAsync(context, personal);
        else if ((header.Count == 0 ? HostCookie.Read(context.Request, ServiceNames.AccessTokenCookie) : BearerOf(header.ToString())) is { Length: > 0 } token)
            await RecogniseAsync(context, token);
    }

    /// <summary>One that was checked before is not checked again; any other goes the usual way.</summary>
    private static async Task RecogniseAsync(MessageReceivedContext context, string token)
    {
        context.Token = token;
        if (context.HttpContext.RequestServices.GetRequiredService<CheckedTokens>().Find(token) is not var (principal, caller))
            return;
        context.Principal = principal;
        if (await IsGoodAsync(context.HttpContext, caller))
            context.Success();
        else
            context.Fail(Ended);
    }

    private static async Task AuthenticateAsync(MessageReceivedContext context, string token)
    {
        var tokens = context.HttpContext.RequestServices.GetRequiredService<PersonalTokens>();
        var (principal, state) = await tokens.FindAsync(token, context.HttpContext.RequestAborted);
        context.Principal = principal;
        if (Admit(context.HttpContext, state))
            context.Success();
        else
            context.Fail("The personal access token is unknown, over or revoked.");
    }

    private static async Task CheckAsync(TokenValidatedContext context)
    {
        var user = context.Principal!;
        if (!user.HasClaim(AccessTokens.TypeClaim, AccessTokens.AccessType) || Caller.From(user) is not { } caller)
            context.Fail("The token is not an access token of ours.");
        else if (!await IsGoodAsync(context.HttpContext, caller))
            context.Fail(Ended);
        else if (context.SecurityToken is JsonWebToken { EncodedToken: { } token })
            context.HttpContext.RequestServices.GetRequiredService<CheckedTokens>().Keep(token, user, caller);
    }

    private static async Task<bool> IsGoodAsync(HttpContext context, Caller caller) =>
        Admit(context, await context.RequestServices.GetRequiredService<SessionEnds>().FindStateAsync(caller, context.RequestAborted));

    private static bool Admit(HttpContext context, SignInState state)
    {
        if (state == SignInState.SecondFactorDue)
            SecondFactorCheck.MarkDue(context);
        return state != SignInState.Ended;
    }

    private static string? BearerOf(string header) =>
        header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) ? header[BearerPrefix.Length..].Trim() : null;
}
