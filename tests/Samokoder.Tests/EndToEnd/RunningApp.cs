using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Samokoder.EmbeddedHosting.Testing;
using Samokoder.Tests.ApiService;
using Samokoder.Tests.Web.Support;


namespace Samokoder.Tests.EndToEnd;

/// <summary>The whole of Samokoder as <c>./run</c> starts it: every process, every store, and a browser. One for all end-to-end tests.</summary>
public sealed class RunningApp : IAsyncLifetime
{
    private static readonly string[] Resources = ["samokoderdb", "redis", "agent", "gateway", "api", "web"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private DistributedApplication _app = null!;
    private Browser _browser = null!;

    internal Uri Web => _app.GetEndpoint("web");

    internal Uri Api => _app.GetEndpoint("api");

    internal Browser Browser => _browser;

    internal string DataPath => _app.GetDataPath();

    internal HttpClient CreateClient(string resource, string endpoint) => _app.CreateHttpClient(resource, endpoint);

    public async ValueTask InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Samokoder_AppHost>();
        foreach (var resource in builder.Resources.Where(r => r.Name is "agent" or "api"))
            resource.Annotations.Add(new EnvironmentCallbackAnnotation(Set));
        _app = await builder.BuildAsync();
        await _app.StartAsync();
        foreach (var resource in Resources) await WaitHealthyAsync(resource);
        _browser = await Browser.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        var data = _app.GetDataPath();
        await _app.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    internal async Task<ApiUser> NewUserAsync()
    {
        var user = new ApiUser(Api);
        await user.RegisterAsync();
        return user;
    }

    /// <summary>Ends the resource's process as a crash would, and waits until the engine has brought it back.</summary>
    internal async Task KillAsync(string resource)
    {
        var restarts = _app.GetRestarts(resource);
        using var process = Process.GetProcessById(_app.GetProcessId(resource) ?? throw new InvalidOperationException($"{resource} does not run."));
        process.Kill();
        using var timeout = new CancellationTokenSource(Patience);
        while (_app.GetRestarts(resource) == restarts) await Task.Delay(50, timeout.Token);
        await WaitHealthyAsync(resource);
    }

    internal string Console(string resource) => string.Join('\n', _app.GetConsole(resource));

    private static Task Set(EnvironmentCallbackContext context)
    {
        context.EnvironmentVariables["RateLimits__AuthPerMinute"] = "1000"; // Each test brings its own person, all from this address.
        context.EnvironmentVariables["Sandbox__Provider"] = "bubblewrap"; // Whatever else this machine has.
        return Task.CompletedTask;
    }

    private async Task WaitHealthyAsync(string resource)
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(resource, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{resource} did not become healthy. Its console:\n{Console(resource)}");
        }
    }
}

/// <summary>
/// These tests take turns, because some of them end processes that the others need, and have the machine to themselves: whole apps are built
/// and started in them.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EndToEndCollection : ICollectionFixture<RunningApp>
{
    public const string Name = "End to end";
}
