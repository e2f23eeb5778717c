using System.Collections;
using Samokoder.AgentService.Provisioning.Packages;

namespace Samokoder.Tests.AgentService.Provisioning;

public sealed class InstallerEnvironmentTests
{
    [Fact]
    public void Package_managers_learn_how_to_reach_their_registries_and_none_of_our_secrets()
    {
        var environment = InstallerEnvironment.From(new Hashtable
        {
            ["PATH"] = "/usr/bin",
            ["HOME"] = "/home/someone",
            ["https_proxy"] = "http://proxy:3128",
            ["npm_config_registry"] = "https://registry.example/",
            ["NODE_EXTRA_CA_CERTS"] = "/etc/ssl/ours.pem",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["NODE_ENV"] = "production",
            ["NUGET_API_KEY"] = "secret",
            ["ConnectionStrings__samokoderdb"] = "Host=db;Password=secret",
            ["DataProtection__Key"] = "secret",
            ["Internal__ServiceToken"] = "secret",
            ["OPENAI_API_KEY"] = "secret",
        });

        Assert.Equal(["DOTNET_CLI_TELEMETRY_OPTOUT", "HOME", "NODE_EXTRA_CA_CERTS", "PATH", "https_proxy", "npm_config_registry"], environment.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("http://proxy:3128", environment["https_proxy"]);
    }
}
