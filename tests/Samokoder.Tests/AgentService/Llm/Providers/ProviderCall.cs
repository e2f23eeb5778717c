using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Llm;
using Samokoder.Data.Models;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Llm.Providers;

/// <summary>Makes turns as a run would, with a provider's own client, and sees what a watcher would see.</summary>
internal sealed class ProviderCall : ITurnObserver
{
    private readonly LlmOptions _options = new() { MaxAttempts = 3, RetryDelay = TimeSpan.FromMilliseconds(1) };
    private readonly ModelTurns _turns;
    private readonly ChatModel _model;

    public ProviderCall(string provider, FakeProvider server, Action<LlmOptions>? configure = null, bool allowPrivate = true, string model = "fake-model")
    {
        configure?.Invoke(_options);
        var time = new PromptTime(Delays);
        var services = new ServiceCollection().AddMetrics().AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs)).BuildServiceProvider();
        _turns = new ModelTurns(
            Options.Create(_options), time, new LlmMetrics(services.GetRequiredService<IMeterFactory>()), services.GetRequiredService<ILogger<ModelTurns>>());
        var known = new LlmProviders(new ConfigurationBuilder().Build()).Find(provider)!;
        var clients = new ProviderClients(new ProviderHttp(allowPrivate, TimeProvider.System), Options.Create(_options));
        var access = new ProviderAccess(ProviderConformance.Key, new Uri(known.Normalize(server.BaseUrl)));
        _model = clients.Connect(known, model, access, ModelCatalogue.Find($"{provider}/{model}"));
    }

    public RecordedLogs Logs { get; } = new();

    public List<string> Text { get; } = [];

    public List<ToolCallDeltaContent> Pieces { get; } = [];

    /// <summary>Waits of a second and more, which were not waited for.</summary>
    public List<TimeSpan> Delays { get; } = [];

    public Action? OnText { get; init; }

    public Task<ModelTurn> RunAsync(IReadOnlyList<ChatMessage>? messages = null, CancellationToken? cancellationToken = null) => _turns.RunAsync(
        _model, messages ?? [new ChatMessage(ChatRole.User, "hi")], new ChatOptions { Tools = [.. Tools], AllowMultipleToolCalls = true }, this,
        cancellationToken ?? TestContext.Current.CancellationToken);

    public ValueTask TextAsync(Guid messageId, string delta, CancellationToken cancellationToken)
    {
        Text.Add(delta);
        OnText?.Invoke();
        return ValueTask.CompletedTask;
    }

    public ValueTask ToolCallAsync(ToolCallDeltaContent delta, CancellationToken cancellationToken)
    {
        Pieces.Add(delta);
        return ValueTask.CompletedTask;
    }

    internal static IReadOnlyList<AITool> Tools { get; } =
    [
        AIFunctionFactory.Create((string path) => path, "read_file", "Reads a text file."),
        AIFunctionFactory.Create((string path, string content) => path + content, "write_file", "Creates a file."),
        AIFunctionFactory.Create((string path) => path, "list_files", "Lists files."),
    ];

    /// <summary>The system's time, except that one-shot waits of one second to one minute are over at once and noted.</summary>
    private sealed class PromptTime(List<TimeSpan> delays) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.FromSeconds(1) || dueTime >= TimeSpan.FromSeconds(60)) return base.CreateTimer(callback, state, dueTime, period);
            delays.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
