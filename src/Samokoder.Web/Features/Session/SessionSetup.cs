using Microsoft.AspNetCore.Authentication;

namespace Samokoder.Web.Features.Session;

internal static class SessionSetup
{
    public static void AddSession(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SessionOptions>()
            .BindConfiguration("Auth")
            .ValidateDataAnnotations()
            .Validate(o => o.HasUsableKey(), "Auth:SigningKey must be base64 of at least 32 bytes.")
            .ValidateOnStart();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<AccessTokenReader>();
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddSingleton<SessionCookies>();
        builder.Services.AddScoped<CircuitSession>();
        builder.Services.AddAuthentication(SessionAuthenticationHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthenticationHandler>(SessionAuthenticationHandler.Scheme, null);
        builder.Services.AddAuthorization();
        builder.Services.AddCascadingAuthenticationState();
    }
}
