using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Samokoder.EmbeddedHosting.Dashboard;

/// <summary>
/// Who may see the dashboard: whoever has the link that the terminal printed. Requests under a foreign name (DNS rebinding)
/// or from another site's page are refused before anything else is looked at.
/// </summary>
internal sealed class DashboardAccess
{
    private const string LoginPath = "/login";
    private readonly string _token = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly string _session = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly string _cookie;
    private readonly string[] _hosts;

    public DashboardAccess(int port)
    {
        Port = port;
        _hosts = [.. new[] { "localhost", "127.0.0.1", "[::1]" }.Select(h => string.Create(CultureInfo.InvariantCulture, $"{h}:{port}"))];
        // Cookies do not tell ports apart: two dashboards must not sign each other out.
        _cookie = string.Create(CultureInfo.InvariantCulture, $"samokoder_dashboard_{port}");
        LoginUrl = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}{LoginPath}?t={_token}"));
    }

    public int Port { get; }

    public Uri LoginUrl { get; }

    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        AddHeaders(context.Response.Headers);
        if (!_hosts.Contains(context.Request.Host.Value, StringComparer.OrdinalIgnoreCase) || IsFromAnotherSite(context.Request))
            return Refuse(context, StatusCodes.Status403Forbidden, "This request does not come from the dashboard's own page.");
        if (context.Request.Path == LoginPath || DashboardAssets.IsPublic(context.Request.Path) || HasSession(context.Request))
            return next(context);
        return context.Request.Path == "/" ? ShowLogin(context) : Refuse(context, StatusCodes.Status401Unauthorized, "Open the dashboard by the link in the terminal.");
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(LoginPath, (HttpContext context, string? t) =>
    {
        if (!Same(t, _token))
            return ShowLogin(context);
        context.Response.Cookies.Append(_cookie, _session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" });
        context.Response.Redirect("/");
        return Task.CompletedTask;
    });

    private bool HasSession(HttpRequest request) => Same(request.Cookies[_cookie], _session);

    /// <summary>Links from elsewhere may open the page; they may call nothing.</summary>
    private bool IsFromAnotherSite(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !_hosts.Contains(origin.Replace("http://", "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase))
            return true;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var opensPage = HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate";
        return site is not ("" or "same-origin" or "none") && !opensPage;
    }

    private static bool Same(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    private static Task ShowLogin(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return DashboardAssets.WriteAsync(context, "login.html");
    }

    private static Task Refuse(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(reason);
    }

    private static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
    }
}
