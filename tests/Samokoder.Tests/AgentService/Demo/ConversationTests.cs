using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Llm.Demo;
using Samokoder.AgentService.Llm.Demo.Generation;
using Samokoder.AgentService.Llm.Demo.Parsing;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.Tests.AgentService.Demo;

public sealed class ConversationTests : IDisposable
{
    private const string Shopping = "A shopping list with name, quantity and a bought checkbox";
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly DemoRun run = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_prompt_becomes_every_file_of_the_app_a_preview_and_a_summary(bool oneCallATurn)
    {
        run.OneCallATurn = oneCallATurn;
        run.Interfere = (_, _) => null;
        var expected = AppGenerator.Generate(PromptParser.Parse(Shopping).Spec);
        if (oneCallATurn)
            run.Tools = [.. DemoRun.AllTools.Where(tool => tool != "update_plan")];

        await (oneCallATurn ? SendSlowly() : run.Send(Shopping));

        Assert.Equal(expected.Select(file => file.Path).Order(StringComparer.Ordinal), run.Files().Order(StringComparer.Ordinal));
        Assert.All(expected, file => Assert.Equal(file.Content, run.Read(file.Path)));
        Assert.Equal(["start_preview", "preview_status"], run.Calls.Select(call => call.Name).Where(name => name.Contains("preview", StringComparison.Ordinal)));
        Assert.Equal("finish", run.Calls[^1].Name);
        Assert.Contains("built-in demo generator", run.Summary, StringComparison.Ordinal);
        Assert.Equal(AppSpec.Path, run.Written()[^1]);
    }

    [Fact]
    public async Task The_plan_moves_forward_and_ends_with_every_task_done()
    {
        await run.Send(Shopping);
        var plans = run.Calls.Where(call => call.Name == "update_plan").Select(call => ((JsonElement)call.Arguments!["tasks"]!).EnumerateArray().Select(task => task.GetProperty("status").GetString()).ToArray()).ToArray();

        Assert.InRange(plans[0].Length, 3, 5);
        Assert.Equal("doing", plans[0][0]);
        Assert.True(plans.Length >= 4);
        Assert.All(plans[^1], status => Assert.Equal("done", status));
    }

    [Fact]
    public async Task It_answers_in_the_language_of_the_prompt()
    {
        await run.Send("Список покупок с названием, количеством и флажком куплено");

        Assert.Contains("встроенным демонстрационным генератором", run.Summary, StringComparison.Ordinal);
        Assert.StartsWith("Сделаю «Список покупок»", run.History[2].Text, StringComparison.Ordinal);
        Assert.Contains("lang=\"ru\"", run.Read("index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_did_not_recognise_it_says()
    {
        await run.Send("Something wonderful");

        Assert.Contains("did not recognise", run.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Argument_pieces_add_up_to_the_arguments_of_the_call_and_usage_and_reason_end_the_stream()
    {
        run.History.Add(new ChatMessage(ChatRole.User, Shopping));
        while (!run.Calls.Any(call => call.Name == "finish"))
        {
            var updates = await Stream(run.Options());
            var calls = updates.SelectMany(update => update.Contents).OfType<FunctionCallContent>().ToArray();
            foreach (var call in calls)
                Assert.Equal(JsonSerializer.Serialize(call.Arguments, Relaxed), Pieces(updates, call.CallId));
            Assert.Equal(ChatFinishReason.ToolCalls, updates[^1].FinishReason);
            Assert.True(Assert.Single(updates[^1].Contents.OfType<UsageContent>()).Details.OutputTokenCount > 0);
            run.History.Add(new ChatMessage(ChatRole.Assistant, [.. calls]));
            run.History.Add(new ChatMessage(ChatRole.Tool, [.. calls.Select(call => new FunctionResultContent(call.CallId, run.Execute(call)))]));
        }
        Assert.Equal(run.Calls.Count, run.Calls.Select(call => call.CallId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_same_history_gives_the_same_answer()
    {
        using var other = new DemoRun();
        await run.Send(Shopping);
        await other.Send(Shopping);

        Assert.Equal(run.History.Select(Describe), other.History.Select(Describe));
    }

    [Fact]
    public async Task A_run_cut_off_after_any_turn_goes_on_and_ends_with_the_same_files()
    {
        await run.Send(Shopping);
        var whole = run.History.ToArray();
        for (var kept = 3; kept < whole.Length; kept++)
        {
            using var resumed = new DemoRun();
            resumed.History.AddRange(whole[1..(kept - 1)]);
            foreach (var call in whole[..kept].Where(message => message.Role == ChatRole.Tool).SelectMany(message => message.Contents).OfType<FunctionResultContent>())
                resumed.Execute(whole.SelectMany(message => message.Contents).OfType<FunctionCallContent>().First(one => one.CallId == call.CallId));
            if (resumed.Calls.Any(call => call.Name == "finish"))
                continue;
            await Continue(resumed);
            Assert.Equal(run.Files().Order(StringComparer.Ordinal), resumed.Files().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_file_that_was_not_written_is_tried_once_more()
    {
        run.Interfere = (call, time) => DemoRun.Argument(call, "path") == "src/store.ts" && time == 1 ? "error: the disk was busy" : null;
        await run.Send(Shopping);

        Assert.Equal(2, run.Written().Count(path => path == "src/store.ts"));
        Assert.Contains("is ready", run.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_ends_the_run_with_the_reason()
    {
        run.Interfere = (call, _) => DemoRun.Argument(call, "path") == "src/store.ts" ? "error: no space left" : null;
        await run.Send(Shopping);

        Assert.Contains("src/store.ts could not be written (error: no space left)", run.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain(AppSpec.Path, run.Files());
    }

    [Fact]
    public async Task A_preview_that_does_not_start_is_tried_once_more_and_then_reported()
    {
        run.Interfere = (call, _) => call.Name == "start_preview" ? "error: the port is taken" : null;
        await run.Send(Shopping);

        Assert.Equal(2, run.Calls.Count(call => call.Name == "start_preview"));
        Assert.Contains("the preview did not start: error: the port is taken", run.Summary, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Changes => new()
    {
        { Shopping, "add a price", "Shopping list: Name Text, Quantity Number, Bought Checkbox, Price Money" },
        { Shopping, "Please add a shop field and a due date", "Shopping list: Name Text, Quantity Number, Bought Checkbox, Shop Text, Due date Date" },
        { Shopping, "add a status (new, packed) to the shopping list", "Shopping list: Name Text, Quantity Number, Bought Checkbox, Status Choice[New/Packed]" },
        { Shopping, "remove the quantity field", "Shopping list: Name Text, Bought Checkbox" },
        { Shopping, "rename it to Groceries", "Groceries: Name Text, Quantity Number, Bought Checkbox" },
        { Shopping, "rename quantity to Amount", "Shopping list: Name Text, Amount Number, Bought Checkbox" },
        { Shopping, "remove quantity, add a price and rename it to \"Market\"", "Market: Name Text, Bought Checkbox, Price Money" },
        { Shopping, "add a tab for books with title and author", "Shopping list: Name Text, Quantity Number, Bought Checkbox | Title Text, Author Text" },
        { "Tasks with title and status (new, done)", "add an option blocked to status", "Tasks: Title Text, Status Choice[New/Done/Blocked]" },
        { "Список покупок с названием, количеством и флажком куплено", "Добавь цену", "Список покупок: Название Text, Количество Number, Куплено Checkbox, Цена Money" },
        { "Список покупок с названием, количеством и флажком куплено", "удали поле количество", "Список покупок: Название Text, Куплено Checkbox" },
        { "Список покупок с названием, количеством и ценой", "убери цену и переименуй его в «Рынок»", "Рынок: Название Text, Количество Number" },
        { "Список покупок с названием и количеством", "добавь поле магазин и поле срок", "Список покупок: Название Text, Количество Number, Магазин Text, Срок Date" },
        { "Список покупок с названием и количеством", "переименуй количество в Сколько", "Список покупок: Название Text, Сколько Number" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_later_prompt_changes_the_app(string first, string change, string expected)
    {
        await run.Send(first);
        await run.Send(change);

        Assert.Equal(expected, PromptTests.Describe(run.Spec), ignoreCase: true);
        Assert.All(AppGenerator.Generate(run.Spec), file => Assert.Equal(file.Content, run.Read(file.Path)));
        Assert.DoesNotContain("src/store.ts", run.Written());
    }

    [Theory]
    [InlineData("make it dark", "Dark", "emerald")]
    [InlineData("Use the dark theme and change the colour to purple", "Dark", "violet")]
    [InlineData("change color to #FF8800", "System", "#ff8800")]
    [InlineData("make it blue", "System", "blue")]
    [InlineData("сделай тёмную тему", "Dark", "emerald")]
    [InlineData("Поменяй цвет на красный", "System", "red")]
    [InlineData("сделай её светлой", "Light", "emerald")]
    public async Task A_later_prompt_changes_the_look(string change, string theme, string accent)
    {
        await run.Send(Shopping);
        await run.Send(change);

        Assert.Equal((theme, accent), (run.Spec.Theme.ToString(), run.Spec.Accent));
        Assert.Equal(theme != "System", run.Read("index.html").Contains("data-theme", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_field_that_does_not_exist_is_named_with_those_that_do()
    {
        await run.Send(Shopping);
        await run.Send("remove the colour field");

        Assert.Contains("There is no field “colour”; the fields are: Name, Quantity, Bought.", run.Summary, StringComparison.Ordinal);
        Assert.Empty(run.Written());
    }

    [Theory]
    [InlineData("Add it as a tab", 2, "Shopping list")]
    [InlineData("Replace the app", 1, "Book list")]
    [InlineData("Leave the app as it is", 1, "Shopping list")]
    public async Task Another_app_over_the_first_is_never_written_without_asking(string answer, int lists, string title)
    {
        await run.Send(Shopping);
        run.Answer = answer;
        await run.Send("A book list");

        Assert.Single(run.Calls, call => call.Name == "ask_user");
        Assert.Equal((lists, title), (run.Spec.Entities.Count, run.Spec.Title));
    }

    [Theory]
    [InlineData("add a price", true)]
    [InlineData("sing a song", false)]
    public async Task What_it_does_not_understand_it_asks_about_once(string answer, bool changes)
    {
        await run.Send(Shopping);
        run.Answer = answer;
        await run.Send("Make it pop like fireworks");

        Assert.Single(run.Calls, call => call.Name == "ask_user");
        Assert.Equal(changes, run.Spec.Entities[0].Fields.Count == 4);
        Assert.Equal(!changes, run.Summary.Contains("nothing was changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_description_is_reported_and_nothing_is_written()
    {
        await run.Send(Shopping);
        await File.WriteAllTextAsync(Path.Combine(run.Workspace.FullName, AppSpec.Path), "{ oops", TestContext.Current.CancellationToken);
        await run.Send("add a price");

        Assert.Contains("cannot read the app's description", run.Summary, StringComparison.Ordinal);
        Assert.Empty(run.Written());
    }

    [Fact]
    public async Task A_change_before_there_is_an_app_is_declined()
    {
        await run.Send("make it dark");

        Assert.Contains("There is no app here yet", run.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_tools_it_only_tells_what_it_would_build()
    {
        run.Tools = [];
        var text = await run.Send(Shopping);

        Assert.Contains("I would build “Shopping list”: name, quantity, bought.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_run_takes_less_than_two_seconds_of_writing()
    {
        await run.Send(Shopping);
        var written = run.Calls.Sum(call => JsonSerializer.Serialize(call.Arguments, Relaxed).Length);

        Assert.True(written / (double)new DemoModelOptions().CharactersPerSecond < 2, $"{written} characters");
    }

    [Fact]
    public async Task It_writes_at_the_pace_of_its_clock_and_stops_when_it_is_cancelled()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var clock = new FakeTimeProvider();
        using var client = new DemoChatClient(Options.Create(new DemoModelOptions { CharactersPerSecond = 24 }), clock);
        await using var updates = client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, Shopping)], run.Options(), stop.Token).GetAsyncEnumerator(stop.Token);
        var first = updates.MoveNextAsync().AsTask();

        Assert.False(first.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await first);
        var second = updates.MoveNextAsync().AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public void It_tells_its_provider_and_model()
    {
        var metadata = DemoRun.Client().GetService<ChatClientMetadata>();

        Assert.Equal(("demo", "demo/builder"), (metadata?.ProviderName, metadata?.DefaultModelId));
    }

    public void Dispose() => run.Dispose();

    private async Task SendSlowly()
    {
        run.History.Add(new ChatMessage(ChatRole.User, Shopping));
        await Continue(run);
    }

    private static async Task Continue(DemoRun run)
    {
        for (var turn = 0; turn < 60 && !run.Calls.Any(call => call.Name == "finish"); turn++)
        {
            var calls = (await run.Turn()).Messages[0].Contents.OfType<FunctionCallContent>().ToArray();
            Assert.True(!run.OneCallATurn || calls.Length <= 1);
            run.History.Add(new ChatMessage(ChatRole.Tool, [.. calls.Select(call => new FunctionResultContent(call.CallId, run.Execute(call)))]));
        }
    }

    private async Task<List<ChatResponseUpdate>> Stream(ChatOptions options)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in DemoRun.Client().GetStreamingResponseAsync(run.History, options, TestContext.Current.CancellationToken))
            updates.Add(update);
        return updates;
    }

    private static string Pieces(IEnumerable<ChatResponseUpdate> updates, string callId) =>
        string.Concat(updates.SelectMany(update => update.Contents).OfType<ToolCallDeltaContent>().Where(delta => delta.CallId == callId).Select(delta => delta.ArgumentsDelta));

    private static string Describe(ChatMessage message) => string.Join('\n', message.Contents.Select(content => content switch
    {
        FunctionCallContent call => $"{call.CallId} {call.Name} {JsonSerializer.Serialize(call.Arguments)}",
        FunctionResultContent result => $"{result.CallId} {result.Result}",
        _ => content.ToString(),
    }));
}
