using System.Globalization;
using System.Text.Unicode;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.WebEncoders;
using MudBlazor;
using MudBlazor.Services;
using Samokoder.Web.Features.Preferences;
using Samokoder.Web.Localization;

namespace Samokoder.Web.Shell;

internal static class ShellSetup
{
    /// <summary>In bytes. The longest prompt is 20,000 characters, of up to three bytes each, and may be full of quotes.</summary>
    private const long LargestMessage = 256 * 1024;

    public static void AddShell(this WebApplicationBuilder builder)
    {
        // Package assets (MudBlazor) are found beside the build output in every environment, not only in Development.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DisconnectedCircuitMaxRetained = 50;
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
        }).AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage);
        builder.Services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight);
        builder.Services.AddAntiforgery(antiforgery => (antiforgery.SuppressXFrameOptionsHeader, antiforgery.Cookie.SecurePolicy) = (true, CookieSecurePolicy.SameAsRequest));
        builder.Services.AddScoped<Notices>();
        builder.Services.AddHttpContextAccessor();
        builder.Services.Configure<WebEncoderOptions>(web => web.TextEncoderSettings = new(UnicodeRanges.All));
        KeepKeys(builder);
    }

    public static void UseShell(this WebApplication app)
    {
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseRequestLocalization(Localize);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    public static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null); // our own policy says 'none' on every answer
    }

    private static void Localize(RequestLocalizationOptions options)
    {
        options.SetDefaultCulture("en");
        options.SupportedCultures = options.SupportedUICultures = [.. Texts.Languages.Select(CultureInfo.GetCultureInfo)];
        options.RequestCultureProviders =
        [
            new CookieRequestCultureProvider { CookieName = LanguageCookie.Name },
            new AcceptLanguageHeaderRequestCultureProvider(),
        ];
        options.ApplyCurrentCultureToResponseHeaders = true;
    }

    /// <summary>Form tokens and circuits outlive a restart, and hold on every replica that shares the data folder.</summary>
    private static void KeepKeys(WebApplicationBuilder builder)
    {
        var protection = builder.Services.AddDataProtection().SetApplicationName("Samokoder.Web");
        if (builder.Configuration["Samokoder:DataPath"] is { Length: > 0 } data)
            protection.PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(data, "web-keys")));
    }
}
