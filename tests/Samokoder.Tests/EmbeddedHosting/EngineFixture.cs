using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Samokoder.Tests.EmbeddedHosting;

/// <summary>One running model for a class: PostgreSQL with a database, Redis, and a small web server in Node.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    internal const string Server = """
        const http = require('http');
        http.createServer((q, r) => r.end('hello from ' + process.pid)).listen(process.env.PORT, '127.0.0.1');
        console.log('\u001b[32mlistening\u001b[39m');
        """;

    internal TemporaryFolder Folder { get; } = new();

    internal DistributedApplication App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = DistributedApplicationTestingBuilder.Create($"--Samokoder:DataPath={Folder.Path}");
        var database = builder.AddPostgres("postgres").WithDataVolume().AddDatabase("appdb");
        var redis = builder.AddRedis("redis");
        builder.AddExecutable("sample", "node", Folder.Path, "-e", Server)
            .WithHttpEndpoint(env: "PORT")
            .WithHttpHealthCheck("/")
            .WithReference(database).WaitFor(database)
            .WithReference(redis).WaitFor(redis);
        App = await builder.BuildAsync();
        await App.StartAsync();
        await App.ResourceNotifications.WaitForResourceHealthyAsync("sample").WaitAsync(TimeSpan.FromMinutes(3));
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Folder.Dispose();
    }
}

/// <summary>A folder that is gone after the test, in a place that every user can pass through.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"samokoder-test-{Guid.CreateVersion7():N}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
