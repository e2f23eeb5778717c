namespace Samokoder.Contracts.Projects;

/// <summary>What a project can start from.</summary>
public static class StarterIds
{
    /// <summary>Plain HTML, CSS and JavaScript.</summary>
    public const string Html = "html";

    /// <summary>React, TypeScript and Vite; the data is the browser's.</summary>
    public const string ReactVite = "react-vite";

    /// <summary>The same with an Express server and SQLite.</summary>
    public const string ReactExpressSqlite = "react-express-sqlite";

    /// <summary>The same with a PostgreSQL database of the app's own.</summary>
    public const string ReactExpressPostgres = "react-express-postgres";

    /// <summary>ASP.NET Core with Razor Pages and SQLite.</summary>
    public const string AspNet = "aspnet";

    /// <summary>The first run chooses. What a project has until then.</summary>
    public const string Automatic = "auto";

    /// <summary>All that can be asked for, those with fewer parts first.</summary>
    public static IReadOnlyList<string> All { get; } = [Html, ReactVite, ReactExpressSqlite, ReactExpressPostgres, AspNet];
}
