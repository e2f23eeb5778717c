using Samokoder.ServiceDefaults.Security;

namespace Samokoder.Web.Security;

internal static class BrowserSecurity
{
    /// <summary>Headers on every answer, and no state change or circuit for a foreign origin.</summary>
    public static void UseBrowserSecurity(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseStrictTransport();
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseMiddleware<ForeignOriginMiddleware>();
    }
}
