using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Identity;
using Samokoder.ApiService.Features.Auth.GitHub;
using Samokoder.ApiService.Features.Auth.Passwords;
using Samokoder.ApiService.Features.Auth.Registration;
using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.ApiService.Features.Auth.Tokens;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

internal static class AuthExtensions
{
    /// <summary>OWASP's recommendation for PBKDF2 with HMAC-SHA512.</summary>
    private const int HashIterations = 210_000;

    public static WebApplicationBuilder AddAuth(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AuthOptions>().BindConfiguration(AuthOptions.Section)
            .Validate(o => o.IsValid, "Auth: the lifetimes and the lockout must be positive, the refresh token must live longer than the access token and the session at least as long, and strangers together must have at least as many failures as one address.")
            .ValidateOnStart();
        services.AddOptions<TierOptions>().BindConfiguration(TierOptions.Section)
            .Validate(o => o.IsValid, "Limits:DefaultTier must be Free, Starter, Pro or Team.").ValidateOnStart();
        services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>(); // Has no state; Identity would make one per request.
        services.AddIdentityCore<User>(ConfigureIdentity).AddEntityFrameworkStores<SamokoderDbContext>()
            .AddTokenProvider<DataProtectorTokenProvider<User>>(TokenOptions.DefaultProvider);
        services.Configure<DataProtectionTokenProviderOptions>(options => options.TokenLifespan = PasswordLinks.Lifetime);
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashIterations);
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer(options => TokenAuthentication.Configure(options, builder.Configuration));
        services.AddAuthorization();
        services.AddSingleton<AccessTokenIssuer>().AddSingleton<CheckedTokens>().AddSingleton<SecondFactorRule>().AddSingleton<SessionEnds>().AddSingleton<AuthCookies>();
        services.AddSingleton<DummyPassword>().AddSingleton<SecurityLog>();
        services.AddScoped<SessionStore>().AddScoped<SignInAttempts>();
        services.AddSingleton<KnownDevices>().AddSingleton<PersonalTokens>();
        services.AddScoped<SignIn>().AddScoped<PasswordCheck>().AddScoped<LoginHandler>().AddScoped<AccountProof>().AddScoped<SecondFactors>().AddScoped<FactorChanges>().AddScoped<CreateTokenHandler>();
        services.AddRegistration();
        services.AddPasswords();
        services.AddGitHub();
        services.AddHostedService<ExpiredRowsCleaner>();
        return builder;
    }

    /// <summary>Names are ids here and passwords have rules of their own: Identity's would only stand in the way.</summary>
    private static void ConfigureIdentity(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;
        options.Password.RequiredLength = PasswordRules.MinLength;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
        options.Password.RequiredUniqueChars = 1;
    }
}
