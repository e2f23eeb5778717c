using Microsoft.AspNetCore.Authentication;

namespace Samokoder.Web.Features.Session;

internal static class SessionSetup
{
    public static void AddSession(this WebApplicationBuilder builder)
    {
        // Built here, so that a missing key stops the start with its message instead of failing the first sign-in.
        _ = ServiceDefaults.Security.AccessTokens.SigningKey(builder.Configuration);
        builder.Services.AddSingleton<AccessTokenReader>();
        builder.Services.AddSingleton<SessionTokens>();
        builder.Services.AddSingleton<SessionCookies>();
        builder.Services.AddScoped<CircuitSession>();
        builder.Services.AddAuthentication(SessionAuthenticationHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthenticationHandler>(SessionAuthenticationHandler.Scheme, null);
        builder.Services.AddAuthorization();
        builder.Services.AddCascadingAuthenticationState();
    }
}
