using System.Text.Json;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Llm.Demo.Conversation;
using Samokoder.AgentService.Llm.Demo.Specs;
using Samokoder.AgentService.Tools.Editing;

namespace Samokoder.Tests.AgentService.Demo;

/// <summary>Follow-ups change what must change, and nothing else.</summary>
public sealed class EditTests : IDisposable
{
    private const string Shopping = "A shopping list with name, quantity and a bought checkbox";
    private readonly DemoRun run = new();

    [Fact]
    public async Task A_new_field_is_a_few_edited_lines()
    {
        await run.Send(Shopping);
        await run.Send("add a store");

        Assert.DoesNotContain(run.Calls, call => call.Name == "write_file");
        var edited = run.Calls.Where(call => call.Name == "edit_file").ToArray();
        Assert.Equal(["README.md", "src/app-spec.json", "src/schema.ts"], edited.Select(call => DemoRun.Argument(call, "path")).Order(StringComparer.Ordinal));
        Assert.All(edited, call => Assert.True(((JsonElement)call.Arguments!["edits"]!).GetRawText().Length < run.Read(DemoRun.Argument(call, "path")).Length));
    }

    [Fact]
    public async Task A_file_that_somebody_has_changed_keeps_those_changes_where_they_do_not_meet()
    {
        await run.Send(Shopping);
        var path = Path.Combine(run.Workspace.FullName, "src/schema.ts");
        await File.WriteAllTextAsync(path, "// mine\n" + run.Read("src/schema.ts"), TestContext.Current.CancellationToken);
        await run.Send("add a store");

        Assert.StartsWith("// mine\n", run.Read("src/schema.ts"), StringComparison.Ordinal);
        Assert.Contains("\"Store\"", run.Read("src/schema.ts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_which_the_passage_is_gone_is_written_anew()
    {
        await run.Send(Shopping);
        await File.WriteAllTextAsync(Path.Combine(run.Workspace.FullName, "src/schema.ts"), "nothing of it", TestContext.Current.CancellationToken);
        await run.Send("add a store");

        Assert.Contains("\"Store\"", run.Read("src/schema.ts"), StringComparison.Ordinal);
        Assert.Contains(run.Calls, call => call.Name == "write_file" && DemoRun.Argument(call, "path") == "src/schema.ts");
    }

    [Fact]
    public async Task Files_that_the_app_no_longer_uses_are_deleted()
    {
        await run.Send("Tasks with title, status (new, done) and a board view");
        await run.Send("show it as a kanban board");
        Assert.Contains("src/components/Board.tsx", run.Files());
        await run.Send("back to a plain list");

        Assert.DoesNotContain("src/components/Board.tsx", run.Files());
        Assert.DoesNotContain("src/components/Entries.tsx", run.Files());
    }

    [Fact]
    public async Task Sources_of_an_earlier_generator_are_written_anew()
    {
        await run.Send(Shopping);
        var spec = run.Read(AppSpec.Path);
        await File.WriteAllTextAsync(Path.Combine(run.Workspace.FullName, AppSpec.Path), spec.Replace("\"version\": 2", "\"version\": 1", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await run.Send("add a store");

        Assert.Contains("src/store.ts", run.Written());
        Assert.Equal(AppSpec.CurrentVersion, run.Spec.Version);
    }

    [Theory]
    [InlineData("a\nb\nc\n", "a\nx\nc\n")]
    [InlineData("a\nb\nc\n", "b\nc\n")]
    [InlineData("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\ne\nf\ng\n")]
    [InlineData("x\n{\n1\n}\n{\n1\n}\n{\n1\n}\nend\nof\nthe\nfile\n", "x\n{\n1\n}\n{\n2\n}\n{\n1\n}\nend\nof\nthe\nfile\n")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "0\n1\n2\n4\n5\n6\n7\n7a\n7b\n8\n9\n")]
    public void Blocks_applied_to_the_old_text_give_the_new_one(string before, string after)
    {
        var blocks = LineEdits.Between(before, after);
        if (blocks is null)
            return;
        Assert.Equal(after, FileEdits.Apply(before, blocks.Deserialize<EditBlock[]>(JsonSerializerOptions.Web)!).Text);
    }

    [Fact]
    public async Task A_failed_check_makes_it_write_the_sources_that_the_check_names_once_more()
    {
        await run.Send(Shopping);
        await File.WriteAllTextAsync(Path.Combine(run.Workspace.FullName, "src/store.ts"), "broken(", TestContext.Current.CancellationToken);
        await run.Send("[Samokoder] The check \"build\" failed. You are now the fixer: repair this, and nothing else.\nsrc/store.ts(1,8): error TS1005: ')' expected.");

        Assert.Equal(["src/store.ts"], run.Written());
        Assert.DoesNotContain("broken(", run.Read("src/store.ts"), StringComparison.Ordinal);
        Assert.Contains("After the check “build” failed", run.Summary, StringComparison.Ordinal);
        Assert.Contains("is ready", run.Summary, StringComparison.Ordinal);

        await run.Send("[Samokoder] The check \"build\" failed. You are now the fixer: repair this, and nothing else.\nstill");
        Assert.Empty(run.Written());
        Assert.Contains("still fails", run.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_game_is_declined_with_the_nearest_thing_and_that_is_built_when_it_is_wanted()
    {
        run.Answer = "A list of games: title, genre, rating, finished";
        await run.Send("a chess game");

        Assert.Contains("I cannot build games", DemoRun.Argument(Assert.Single(run.Calls, call => call.Name == "ask_user"), "question"), StringComparison.Ordinal);
        Assert.Equal("List of games", run.Spec.Title);
    }

    [Theory]
    [InlineData("add login with Google", "Add a “Person” field", "Person")]
    [InlineData("добавь напоминания", "Добавь поле «Срок»", "Срок")]
    public async Task What_is_out_of_reach_is_said_and_the_nearest_thing_offered(string prompt, string answer, string field)
    {
        await run.Send(Shopping);
        run.Answer = answer;
        await run.Send(prompt);

        var ask = Assert.Single(run.Calls, call => call.Name == "ask_user");
        Assert.Contains(answer, ((JsonElement)ask.Arguments!["choices"]!).EnumerateArray().Select(choice => choice.GetString()));
        Assert.Equal(field, run.Spec.Entities[0].Fields[^1].Label);
    }

    [Fact]
    public async Task The_answer_to_a_question_of_an_earlier_role_counts()
    {
        run.History.Add(new ChatMessage(ChatRole.User, "a chess game"));
        run.History.Add(new ChatMessage(ChatRole.User, "[Samokoder] The user was asked: What then?\nThe user answered: An expense tracker"));
        await run.Send("[Samokoder] The plan: all of it.");

        Assert.Equal("Expense tracker", run.Spec.Title);
    }

    [Fact]
    public async Task A_table_that_is_attached_becomes_fields_and_entries_and_an_image_is_named_as_not_seen()
    {
        run.History.Add(new ChatMessage(ChatRole.User,
        [
            new TextContent("make an app from this file"),
            new TextContent("The user attached the file \"spring_sales.csv\":\n```\nDay;Shop;Amount;Paid;Comment\n2026-01-02;North;12,50;yes;\"a; b\"\n2026-01-03;South;8;no;\n2026-01-04;North;3;no;c\n2026-01-05;South;1;yes;d\n```"),
            new TextContent("The user attached the image \"photo.png\" (image/png, 3 bytes), but you cannot see images. Say so if it matters."),
        ]));
        await run.Send("[Samokoder] go on");

        Assert.Equal("Spring sales: Day Date, Shop Choice[North/South], Amount Money, Paid Checkbox, Comment Text", PromptTests.Describe(run.Spec));
        Assert.Equal("""{"day":"2026-01-02","shop":"North","amount":12.50,"paid":true,"comment":"a; b"}""", run.Spec.Entities[0].Examples![0].ToJsonString());
        Assert.Contains("4 entries come from the attached table", run.Summary, StringComparison.Ordinal);
        Assert.Contains("“photo.png”: I cannot look at images", run.Summary, StringComparison.Ordinal);
    }

    public void Dispose() => run.Dispose();
}
