using System.Collections;
using Samokoder.AgentService.Provisioning;

namespace Samokoder.Tests.AgentService.Provisioning;

public sealed class NpmEnvironmentTests
{
    [Fact]
    public void Npm_learns_how_to_reach_its_registry_and_none_of_our_secrets()
    {
        var environment = NpmEnvironment.From(new Hashtable
        {
            ["PATH"] = "/usr/bin",
            ["HOME"] = "/home/someone",
            ["https_proxy"] = "http://proxy:3128",
            ["npm_config_registry"] = "https://registry.example/",
            ["NODE_EXTRA_CA_CERTS"] = "/etc/ssl/ours.pem",
            ["NODE_ENV"] = "production",
            ["ConnectionStrings__samokoderdb"] = "Host=db;Password=secret",
            ["DataProtection__Key"] = "secret",
            ["Internal__ServiceToken"] = "secret",
            ["OPENAI_API_KEY"] = "secret",
        });

        Assert.Equal(["HOME", "NODE_EXTRA_CA_CERTS", "PATH", "https_proxy", "npm_config_registry"], environment.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("http://proxy:3128", environment["https_proxy"]);
    }
}
