using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Samokoder.EmbeddedHosting.Dashboard;

/// <summary>The page's files, embedded in the assembly.</summary>
internal static class DashboardAssets
{
    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private static readonly string[] Files = ["app.css", "app.js", "console.js", "theme.js", "favicon.svg"];

    /// <summary>What the sign-in page needs too; none of it says anything about the application.</summary>
    public static bool IsPublic(PathString path) => path.Value is "/app.css" or "/theme.js" or "/favicon.svg";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", context => WriteAsync(context, "index.html"));
        foreach (var file in Files)
            routes.MapGet("/" + file, context => WriteAsync(context, file));
    }

    public static async Task WriteAsync(HttpContext context, string file)
    {
        context.Response.ContentType = ContentTypes[Path.GetExtension(file)];
        await using var content = typeof(DashboardAssets).Assembly.GetManifestResourceStream($"Samokoder.EmbeddedHosting.Dashboard.Assets.{file}")!;
        await content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
