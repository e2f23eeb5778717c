using System.Collections;

namespace Samokoder.AgentService.Provisioning;

/// <summary>
/// What npm may know of ours when it installs a starter's dependencies: where things are and how to reach the registry. Connection strings, tokens and keys of this
/// service stay here. <c>NODE_ENV</c> too: with "production" npm would leave out what the dev server needs.
/// </summary>
internal static class NpmEnvironment
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "PATH", "HOME", "USER", "LANG", "TMPDIR", "TEMP", "TMP",
        "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY",
        "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "SYSTEMROOT", "COMSPEC", "PATHEXT", "APPDATA", "LOCALAPPDATA", "USERPROFILE",
    };

    public static Dictionary<string, string> From(IDictionary environment) => environment.Cast<DictionaryEntry>()
        .Select(variable => (Name: (string)variable.Key, Value: (string?)variable.Value ?? ""))
        .Where(variable => Names.Contains(variable.Name) || variable.Name.StartsWith("npm_config_", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
}
