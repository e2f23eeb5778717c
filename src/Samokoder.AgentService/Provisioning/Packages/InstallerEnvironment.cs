using System.Collections;

namespace Samokoder.AgentService.Provisioning.Packages;

/// <summary>
/// What npm and NuGet may know of ours when they install a starter's dependencies: where things are and how to reach the registry. Connection strings, tokens and keys of this
/// service stay here. <c>NODE_ENV</c> too: with "production" npm would leave out what the dev server needs.
/// </summary>
internal static class InstallerEnvironment
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "PATH", "HOME", "USER", "LANG", "TMPDIR", "TEMP", "TMP",
        "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY",
        "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "SYSTEMROOT", "COMSPEC", "PATHEXT", "APPDATA", "LOCALAPPDATA", "USERPROFILE",
    };

    private static readonly string[] Prefixes = ["npm_config_", "DOTNET_", "NUGET_CERT_"];

    public static Dictionary<string, string> From(IDictionary environment) => environment.Cast<DictionaryEntry>()
        .Select(variable => (Name: (string)variable.Key, Value: (string?)variable.Value ?? ""))
        .Where(variable => Names.Contains(variable.Name) || Prefixes.Any(prefix => variable.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        .ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
}
