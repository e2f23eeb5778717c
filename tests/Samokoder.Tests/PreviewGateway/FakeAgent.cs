using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Samokoder.Contracts;
using Samokoder.Contracts.Previews;

namespace Samokoder.Tests.PreviewGateway;

/// <summary>AgentService's internal preview endpoints, answering what a test says.</summary>
internal sealed class FakeAgent : IAsyncDisposable
{
    public const string Token = "a-service-token-of-the-tests";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<Task<PreviewState>>> _starts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PreviewState> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _startCounts = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, PreviewAccessRule?> _rules = new(StringComparer.Ordinal);

    private FakeAgent(WebApplication app)
    {
        _app = app;
        app.MapPost("/internal/previews/{id}/start", (string id, HttpContext context) => GuardedAsync(context, async () =>
        {
            _startCounts.AddOrUpdate(id, 1, (_, count) => count + 1);
            return _starts.TryGetValue(id, out var start) ? await start() : null;
        }));
        app.MapGet("/internal/previews/{id}/access", (string id, HttpContext context) =>
            GuardedAsync(context, () => Task.FromResult(_rules.GetValueOrDefault(id, Private))));
        app.MapGet("/internal/previews/{id}", (string id, HttpContext context) =>
            GuardedAsync(context, () => Task.FromResult(_states.GetValueOrDefault(id))));
    }

    public string Url => _app.Urls.First();

    public static async Task<FakeAgent> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var agent = new FakeAgent(builder.Build());
        await agent._app.StartAsync();
        return agent;
    }

    public int StartsOf(string previewId) => _startCounts.GetValueOrDefault(previewId);

    public void OnStart(string previewId, Func<Task<PreviewState>> start) => _starts[previewId] = start;

    public void SetState(PreviewState state) => _states[state.PreviewId] = state;

    /// <param name="rule">Null: there is no such preview.</param>
    public void SetAccess(string previewId, PreviewAccessRule? rule) => _rules[previewId] = rule;

    public static PreviewState State(string previewId, PreviewStatus status, string? error = null, params string[] tail) =>
        new(previewId, Guid.Empty, status, error, null, tail);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static PreviewAccessRule Private { get; } = new(0, PreviewAudience.Private, null);

    private static async Task<IResult> GuardedAsync<T>(HttpContext context, Func<Task<T?>> find)
        where T : class
    {
        if (context.Request.Headers.Authorization != $"Bearer {Token}") return Results.Unauthorized();
        return await find() is { } state ? Results.Json(state, ContractJson.Options) : Results.NotFound();
    }
}
