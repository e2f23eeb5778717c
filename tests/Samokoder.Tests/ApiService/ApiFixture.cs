using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Samokoder.ApiService.Features.Auth;
using Samokoder.Data;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.ApiService;

/// <summary>The API on a real socket with real stores. One for all tests of this folder: each test brings its own users.</summary>
public sealed class ApiFixture(Stores stores) : IAsyncLifetime
{
    /// <summary>Of the service token that the API sends to AgentService.</summary>
    public const string ServiceToken = "a-service-token-for-tests";

    private Api? _api;
    private Api? _openToInside;
    private Web.Support.RelayedWeb? _web;
    private ApiUser? _idle;
    private ApiUser? _waiting;
    private string _postgres = "";
    private string _redis = "";

    internal RecordedLogs Logs { get; } = new();

    public IServiceProvider Services => _api!.Services;

    public Uri Address => _api!.Address;

    public async ValueTask InitializeAsync()
    {
        _postgres = await stores.CreateDatabaseAsync();
        _redis = await stores.RedisConnectionStringAsync();
        Agent = await FakeServer.StartAsync(_ => Task.CompletedTask);
        _api = Start(("services:agent:http:0", Agent.Address.ToString()));
    }

    /// <summary>Stands for AgentService; each test says what it answers.</summary>
    internal FakeServer Agent { get; private set; } = null!;

    /// <summary>An API that lets providers be on this machine, and that logs everything.</summary>
    internal Api OpenToInside => _openToInside ??= Start(("Llm:AllowPrivateEndpoints", "true"), NoOllama, ("Logging:LogLevel:Default", "Trace"));

    /// <summary>One that runs on the machine of the tests must not be found.</summary>
    private static (string Key, string Value) NoOllama => ("Llm:BaseUrls:ollama", "http://127.0.0.1:9");

    /// <summary>Answers of the agent from here on; forgets what it was asked before.</summary>
    internal void WhenAgentIsAsked(Microsoft.AspNetCore.Http.RequestDelegate answer)
    {
        Agent.Requests.Clear();
        Agent.Answer = answer;
    }

    /// <summary>Another API process on the same stores, with settings of its own.</summary>
    internal Api Start(params (string Key, string Value)[] settings) => new(_postgres, _redis, Logs, settings);

    /// <summary>The same, with services replaced.</summary>
    internal Api StartWith(Action<IServiceCollection> replace, params (string Key, string Value)[] settings) => new(_postgres, _redis, Logs, settings, replace);

    /// <summary>One process of Web for all tests in a browser, which take turns.</summary>
    internal async Task<Web.Support.RelayedWeb> WebAsync() => _web ??= await Web.Support.RelayedWeb.StartAsync();

    /// <summary>An installation that nobody used yet.</summary>
    internal async Task<Api> StartEmptyAsync(params (string Key, string Value)[] settings) => new(await stores.CreateDatabaseAsync(), _redis, Logs, settings);

    internal async Task<HttpResponseMessage> GetWithTokenAsync(string token, string path)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return await http.GetAsync(new Uri(Address, path));
    }

    /// <summary>A browser that nobody signed in on yet.</summary>
    internal ApiUser Anonymous() => new(Address);

    internal async Task<ApiUser> RegisterAsync(string? email = null)
    {
        var user = Anonymous();
        await user.RegisterAsync(email);
        return user;
    }

    /// <summary>Somebody who is signed in and may administrate.</summary>
    internal async Task<ApiUser> RegisterAdminAsync()
    {
        var admin = await RegisterAsync();
        await using var db = await DbAsync();
        await db.Users.Where(u => u.Id == admin.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsAdmin, true));
        return admin;
    }

    /// <summary>Somebody who is signed in and has nothing. Shared, as each registration costs a password hash: leave them with nothing, do not dispose them.</summary>
    internal async Task<ApiUser> IdleUserAsync() => _idle ??= await RegisterAsync();

    /// <summary>Somebody for whom each test makes what it needs, after it deleted what the test before left. Shared for the same reason; only for tests of one class.</summary>
    internal async Task<ApiUser> WaitingUserAsync() => _waiting ??= await RegisterAsync();

    internal Task<SamokoderDbContext> DbAsync() => Services.GetRequiredService<IDbContextFactory<SamokoderDbContext>>().CreateDbContextAsync();

    public async ValueTask DisposeAsync()
    {
        if (_web is not null) await _web.DisposeAsync();
        foreach (var running in new[] { _api, _openToInside }.OfType<Api>())
            await running.DisposeAsync();
        _idle?.Dispose();
        _waiting?.Dispose();
        await Agent.DisposeAsync();
    }

    /// <summary>One API process.</summary>
    internal sealed class Api : IAsyncDisposable
    {
        private readonly Factory _factory;

        public Api(string postgres, string redis, RecordedLogs logs, params (string Key, string Value)[] settings)
            : this(postgres, redis, logs, settings, replace: null)
        {
        }

        public Api(string postgres, string redis, RecordedLogs logs, (string Key, string Value)[] settings, Action<IServiceCollection>? replace)
        {
            _factory = new Factory(postgres, redis, logs, settings, replace);
            _factory.UseKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
            _factory.StartServer();
            Address = _factory.ClientOptions.BaseAddress;
        }

        public Uri Address { get; }

        public IServiceProvider Services => _factory.Services;

        public ValueTask DisposeAsync() => _factory.DisposeAsync();
    }

    private sealed class Factory(
        string postgres, string redis, RecordedLogs logs, (string Key, string Value)[] settings, Action<IServiceCollection>? replace) : WebApplicationFactory<Caller>
    {
        /// <summary>Tests send more than people do, and all from one address.</summary>
        private static IEnumerable<string> Requests =>
            from tier in (string[])["Free", "Starter", "Pro", "Team"]
            from window in (string[])["Minute", "Hour", "Day"]
            select $"Limits:{tier}:RequestsPer{window}";

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            builder.UseDefaultServiceProvider(services => (services.ValidateScopes, services.ValidateOnBuild) = (true, true)); // As ./run has it.
            builder.UseSetting("ConnectionStrings:samokoderdb", postgres);
            builder.UseSetting("ConnectionStrings:redis", redis);
            builder.UseSetting("Auth:SigningKey", Convert.ToBase64String(new byte[48]));
            builder.UseSetting("Preview:TicketKey", Convert.ToBase64String(new byte[48]));
            builder.UseSetting("Internal:ServiceToken", ServiceToken);
            builder.UseSetting("DataProtection:Key", Convert.ToBase64String(new byte[48]));
            foreach (var limit in (string[])["RateLimits:AuthPerMinute", "RateLimits:RefreshPerMinute", "RateLimits:AnonymousPerMinute", .. Requests])
                builder.UseSetting(limit, "100000");
            builder.UseSetting("Auth:Registration", "Open");
            foreach (var (key, value) in settings)
                builder.UseSetting(key, value);
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(logs).AddProvider(new HostLogs()));
            // What a password costs is the subject of one test, which takes this away.
            builder.ConfigureServices(services => services.PostConfigure<PasswordHasherOptions>(options => options.IterationCount = 1000));
            if (replace is not null)
                builder.ConfigureServices(replace);
        }
    }
}

[CollectionDefinition(Name)]
public sealed class ApiTests : ICollectionFixture<ApiFixture>
{
    public const string Name = "ApiService";
}
