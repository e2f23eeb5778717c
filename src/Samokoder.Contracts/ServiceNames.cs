namespace Samokoder.Contracts;

/// <summary>Names that several processes must spell alike.</summary>
public static class ServiceNames
{
    public const string Api = "api";
    public const string Agent = "agent";
    public const string Gateway = "gateway";
    public const string Web = "web";
    public const string Database = "samokoderdb";
    public const string AppDatabases = "appdb";
    public const string Redis = "redis";

    public const string AccessTokenCookie = "access_token";
    public const string RefreshTokenCookie = "refresh_token";
    public const string KnownDeviceCookie = "known_device";

    /// <summary>Of a browser that proved itself by GitHub and still owes the code of the second factor.</summary>
    public const string GitHubProvenCookie = "github_proven";
    public const string DemoModelId = "demo/builder";
}
