using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using Samokoder.EmbeddedHosting.Engine;
using Samokoder.EmbeddedHosting.Logs;
using Samokoder.EmbeddedHosting.Processes;
using Samokoder.EmbeddedHosting.State;
using Samokoder.Tests.EmbeddedHosting;

namespace Samokoder.Tests.AppHost;

/// <summary>What each service gets from the model, computed without starting anything.</summary>
public sealed class ApplicationModelTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private IDistributedApplicationTestingBuilder _builder = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Samokoder_AppHost>([$"--Samokoder:DataPath={_folder.Path}"]);
        var port = 5000;
        foreach (var endpoint in _builder.Resources.SelectMany(r => r.Annotations.OfType<EndpointAnnotation>()))
            endpoint.Allocate([endpoint.Port ?? port++]);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_api_finds_its_stores_the_agents_and_the_gateway()
    {
        var api = await EnvironmentOfAsync("api");

        Assert.Contains("Database=samokoderdb", api["ConnectionStrings__samokoderdb"], StringComparison.Ordinal);
        Assert.Contains("password=", api["ConnectionStrings__redis"], StringComparison.Ordinal);
        Assert.StartsWith("http://localhost:", api["services__agent__http__0"], StringComparison.Ordinal);
        Assert.Equal(api["services__agent__http__0"], api["AGENT_HTTP"]);
        Assert.Equal("http://localhost:8081", api["ASPNETCORE_URLS"]);
        Assert.Equal("8082", api["Preview__Port"]);
        Assert.Equal("preview.localhost", api["Preview__Domain"]);
        Assert.Equal(_folder.Path, api["Samokoder__DataPath"]);
        Assert.DoesNotContain(api["PRIVATE_PORT"], api["ASPNETCORE_URLS"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_shared_by_those_who_need_them_and_by_nobody_else()
    {
        var (api, agent, gateway, web) = (await EnvironmentOfAsync("api"), await EnvironmentOfAsync("agent"), await EnvironmentOfAsync("gateway"), await EnvironmentOfAsync("web"));

        Assert.Equal(api["Auth__SigningKey"], web["Auth__SigningKey"]);
        Assert.Equal(api["Preview__TicketKey"], gateway["Preview__TicketKey"]);
        Assert.Equal(api["Internal__ServiceToken"], agent["Internal__ServiceToken"]);
        Assert.Equal(api["Internal__ServiceToken"], gateway["Internal__ServiceToken"]);
        Assert.False(agent.ContainsKey("Auth__SigningKey") || gateway.ContainsKey("Auth__SigningKey") || web.ContainsKey("Preview__TicketKey") || web.ContainsKey("Internal__ServiceToken"));
        Assert.False(web.ContainsKey("ConnectionStrings__samokoderdb") || gateway.ContainsKey("ConnectionStrings__samokoderdb"));
        Assert.All([api["Auth__SigningKey"], api["Preview__TicketKey"]], key => Assert.True(Convert.FromBase64String(key).Length >= 32));
    }

    [Fact]
    public async Task The_databases_of_apps_are_on_a_server_of_their_own_which_only_the_agent_knows()
    {
        var agent = await EnvironmentOfAsync("agent");
        var (own, apps) = (new NpgsqlConnectionStringBuilder(agent["ConnectionStrings__samokoderdb"]), new NpgsqlConnectionStringBuilder(agent["ConnectionStrings__appdb"]));
        Assert.NotEqual(own.Port, apps.Port);
        Assert.NotEqual(own.Password, apps.Password);
        foreach (var other in new[] { "api", "gateway", "web" })
            Assert.DoesNotContain("ConnectionStrings__appdb", await EnvironmentOfAsync(other));
    }

    [Fact]
    public async Task Every_project_has_a_health_check_and_keeps_its_memory_small()
    {
        foreach (var project in _builder.Resources.OfType<ProjectResource>())
        {
            Assert.Single(project.Annotations.OfType<HttpHealthCheckAnnotation>(), c => c.Path == "/health");
            Assert.Equal("0", (await EnvironmentOfAsync(project.Name))["DOTNET_gcServer"]);
        }
    }

    [Fact]
    public void The_resources_are_the_ones_of_the_design() => Assert.Equal(
        ["agent", "api", "appdb", "gateway", "postgres", "redis", "samokoderdb", "web"],
        _builder.Resources.Where(r => r is not ParameterResource).Select(r => r.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Secrets_are_the_same_at_the_next_start()
    {
        var first = GeneratedSecrets.In(_folder.Path).GetOrCreate("x", () => "one");

        Assert.Equal(first, GeneratedSecrets.In(_folder.Path).GetOrCreate("x", () => "two"));
    }

    private async Task<Dictionary<string, string>> EnvironmentOfAsync(string name)
    {
        var instance = new ResourceInstance(_builder.Resources.Single(r => r.Name == name), Replica: 0);
        var context = new ResourceContext(instance, _builder.Configuration, _folder.Path, new ProcessRegistry(_folder.Path, TimeProvider.System), new ResourceBoard(), new LogStore(TimeProvider.System), TimeProvider.System);
        return (await EnvironmentBuilder.BuildAsync(context, Token)).ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
    }
}
