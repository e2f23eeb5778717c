using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Keys;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs;

/// <summary>A key that providers repeat in their errors is looked for in everything that a run leaves behind.</summary>
public sealed class PlantedKeyTests(Stores stores)
{
    private const string Key = "sk-planted-91d4e07bc2aa48f3";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Providers => new("custom", "openai", "anthropic", "ollama");

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_key_is_nowhere_but_in_the_requests(string provider)
    {
        var echo = $$"""{"type":"error","error":{"type":"api_error","message":"Incorrect API key provided: {{Key}}"},"detail":"Bearer {{Key}}"}""";
        await using FakeProvider server = provider switch { "anthropic" => await FakeAnthropic.StartAsync(), "ollama" => await FakeOllama.StartAsync(), _ => await FakeOpenAI.StartAsync() };
        var turn = 0;
        server.Answer = _ => Interlocked.Increment(ref turn) switch
        {
            1 => FakeReply.Status(500, echo),
            2 => FakeReply.Calls("I look around.", ("run_command", new { command = "env; cat /proc/self/environ; cat /proc/1/environ; grep -rl planted /workspace /tmp 2>/dev/null; true" })),
            3 => FakeReply.Cut("Hm"),
            4 => FakeReply.Garbage(provider == "anthropic" ? $"event: error\ndata: {echo}\n\n" : $"{echo}\n"),
            _ => FakeReply.Status(401, echo),
        };
        using var seen = new Seen();
        await using var host = await EngineHost.StartAsync(stores, _ => FakeReply.Status(500));
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(seen.Logs);
        var user = await host.Data.AddUserAsync();
        await AddKeyAsync(host, user, provider, server.BaseUrl);

        var runId = await host.AddRunAsync(await host.Data.AddProjectAsync(user), "A list of books", $"{provider}/fake-model");
        var run = await host.WaitAsync(runId, RunStatus.Failed);

        Assert.Equal(Samokoder.Contracts.ErrorCodes.LlmBadKey, run.ErrorCode);
        Assert.Equal(5, turn);
        var stored = await StoredAsync(host);
        Assert.Contains(stored, t => t.Contains("run_command", StringComparison.Ordinal) && t.Contains("exit code 0", StringComparison.Ordinal));
        Assert.Contains(seen.Logs.Lines, l => l.Contains("trying again", StringComparison.Ordinal));
        Assert.Contains(seen.Texts, t => t.StartsWith("span chat", StringComparison.Ordinal));
        Assert.Contains(seen.Texts, t => t.StartsWith("metric samokoder_llm", StringComparison.Ordinal));
        Assert.All([.. stored, .. seen.Logs.Lines, .. seen.Texts], text => Assert.DoesNotContain(Key, text, StringComparison.Ordinal));
    }

    /// <summary>Every column of every row of every table, as text.</summary>
    private static async Task<List<string>> StoredAsync(EngineHost host)
    {
        var rows = new List<string>();
        await using var db = host.Data.CreateDbContext();
        foreach (var table in db.Model.GetEntityTypes().Select(t => t.GetTableName()!).Distinct(StringComparer.Ordinal))
        {
            await using var command = host.Data.DataSource.CreateCommand($"SELECT t::text FROM \"{table}\" t");
            await using var reader = await command.ExecuteReaderAsync(Token);
            while (await reader.ReadAsync(Token)) rows.Add($"{table} {reader.GetString(0)}");
        }
        Assert.All(["run_steps", "run_events", "messages", "usage_records"], table => Assert.Contains(rows, r => r.StartsWith(table, StringComparison.Ordinal)));
        return rows;
    }

    private static async Task AddKeyAsync(EngineHost host, Guid user, string provider, string baseUrl)
    {
        await using var db = host.Data.CreateDbContext();
        var now = TimeProvider.System.GetUtcNow();
        db.ProviderKeys.Add(new ProviderKey
        {
            UserId = user, Provider = provider, ProtectedKey = host.Services.GetRequiredService<ProviderKeyProtector>().Protect(user, Key),
            Last4 = Key[^4..], BaseUrl = baseUrl, CreatedAt = now, UpdatedAt = now,
        });
        await db.SaveChangesAsync(Token);
    }

    /// <summary>Logs, spans with their tags and events, and measurements with their tags, of the whole process.</summary>
    private sealed class Seen : IDisposable
    {
        private readonly ConcurrentQueue<string> _texts = new();
        private readonly ActivityListener _spans;
        private readonly MeterListener _meters = new();

        public Seen()
        {
            _spans = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = span => _texts.Enqueue($"span {span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Baggage)} "
                    + string.Join(' ', span.Events.Select(e => $"{e.Name} {string.Join(' ', e.Tags)}"))),
            };
            ActivitySource.AddActivityListener(_spans);
            _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            _meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => _texts.Enqueue($"metric {instrument.Name} {string.Join(' ', tags.ToArray())}"));
            _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => _texts.Enqueue($"metric {instrument.Name} {string.Join(' ', tags.ToArray())}"));
            _meters.Start();
        }

        public RecordedLogs Logs { get; } = new();

        public IReadOnlyCollection<string> Texts => _texts;

        public void Dispose()
        {
            _spans.Dispose();
            _meters.Dispose();
            Logs.Dispose();
        }
    }
}
