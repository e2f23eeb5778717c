using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using StackExchange.Redis;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.ApiService;

/// <summary>What holds while a store is away. The servers are this test's own.</summary>
public sealed class OutageTests(Stores shared)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_API_rides_out_the_loss_of_Redis_and_of_Postgres()
    {
        await using var stores = await OwnStores.StartAsync(Cancel);
        using var logs = new RecordedLogs();
        await using var api = new ApiFixture.Api(stores.Postgres, stores.Redis, logs);
        using var user = new ApiUser(api.Address);
        await user.RegisterAsync();
        using var signedOut = new ApiUser(api.Address);
        await signedOut.RegisterAsync();
        var revoked = signedOut.Cookie(ServiceNames.AccessTokenCookie)!;
        using (await signedOut.SendAsync(HttpMethod.Post, "v1/auth/logout"))
        {
            // Its token must stay worthless whatever happens to Redis.
        }

        var run = (await user.CreateProjectAsync()).Run.Id;
        await using var worker = await TestWorker.ClaimAsync(api.Services, run);
        using var stream = await EventStream.OpenAsync(user, run);
        Assert.Equal(1, (await stream.NextAsync(Cancel))!.Id);

        using var uncheckedRequests = new UncheckedRequests(api.Services);
        await EmptyAsync(stores.Redis);
        await worker.SayAsync("Redis was emptied");
        Assert.Equal(2, (await stream.NextAsync(Cancel))!.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(api, revoked));

        await stores.StopResourceAsync("redis");
        await worker.SayAsync("Redis is away");
        Assert.Equal(3, (await stream.NextAsync(Cancel))!.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(api, revoked));
        Assert.Equal(user.Id, (await user.GetAsync<UserInfo>("v1/auth/me")).Id);
        await user.CreateProjectAsync("While Redis is away");
        using (var signIn = await signedOut.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(user.Email, ApiUser.Password)))
        {
            await ProblemAnswer.ExpectAsync(signIn, HttpStatusCode.ServiceUnavailable, ErrorCodes.Unavailable);
            Assert.NotNull(signIn.Headers.RetryAfter);
        }

        Assert.Equal((true, true), (uncheckedRequests.Outcomes.Contains("passed"), uncheckedRequests.Outcomes.Contains("refused")));
        using (var second = await EventStream.OpenAsync(user, run, after: 2))
            Assert.Equal(3, (await second.NextAsync(Cancel))!.Id);
        await stores.StartResourceAsync("redis");

        await stores.StopResourceAsync("postgres");
        using (var answer = await user.SendAsync(HttpMethod.Get, "v1/projects"))
        {
            await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.ServiceUnavailable, ErrorCodes.Unavailable);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        using (var signIn = await user.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(user.Email, ApiUser.Password)))
            await ProblemAnswer.ExpectAsync(signIn, HttpStatusCode.ServiceUnavailable, ErrorCodes.Unavailable);
        await stores.StartResourceAsync("postgres");
        await worker.SucceedAsync();
        Assert.Equal(RunStatus.Succeeded, (await stream.NextAsync(Cancel))!.Read<RunStatusChanged>().Status);
        Assert.Equal(user.Id, (await user.GetAsync<UserInfo>("v1/auth/me")).Id);
    }

    [Fact]
    public async Task A_read_does_not_fail_for_a_connection_that_died_with_the_server()
    {
        var database = new NpgsqlConnectionStringBuilder(await shared.CreateDatabaseAsync());
        await using var relay = new TcpRelay(new IPEndPoint(IPAddress.Loopback, database.Port));
        (database.Host, database.Port) = ("127.0.0.1", relay.Port);
        using var logs = new RecordedLogs();
        await using var api = new ApiFixture.Api(database.ConnectionString, await shared.RedisConnectionStringAsync(), logs);
        using var user = new ApiUser(api.Address);
        await user.RegisterAsync();
        await user.CreateProjectAsync("Made before the outage");

        relay.BreakAll();

        Assert.Single((await user.GetAsync<Page<ProjectInfo>>("v1/projects")).Items);
    }

    private static async Task EmptyAsync(string redis)
    {
        var options = ConfigurationOptions.Parse(redis);
        options.AllowAdmin = true;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        await connection.GetServers().Single().FlushAllDatabasesAsync();
    }

    private static async Task<HttpStatusCode> StatusAsync(ApiFixture.Api api, string token)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return (await http.GetAsync(new Uri(api.Address, "v1/auth/me"))).StatusCode;
    }

    /// <summary>What the metric says of requests whose limits could not be looked up.</summary>
    private sealed class UncheckedRequests : IDisposable
    {
        private readonly MeterListener _listener = new();

        public UncheckedRequests(IServiceProvider services)
        {
            var factory = services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "samokoder_rate_limit_unchecked" && instrument.Meter.Scope == factory)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Outcomes.Enqueue((string)tags[0].Value!));
            _listener.Start();
        }

        public ConcurrentQueue<string> Outcomes { get; } = new();

        public void Dispose() => _listener.Dispose();
    }
}
