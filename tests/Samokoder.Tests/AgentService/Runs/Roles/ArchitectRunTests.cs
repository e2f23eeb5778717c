using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Samokoder.AgentService.Agents.Architect;
using Samokoder.Contracts;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs.Roles;

/// <summary>Who chooses what a new app starts from, and what becomes of the choice.</summary>
public sealed class ArchitectRunTests(Stores stores)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_new_app_starts_from_what_the_architect_chose()
    {
        var model = new PlannedModel();
        await using var host = await StartAsync(model.Answer);
        var project = await host.AddProjectAsync(StarterIds.Automatic);
        var runId = await host.AddRunAsync(project, "A list of books");
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Equal(["analyst", "architect", "planner", "coder"], model.Asked.Take(4));
        Assert.Equal(PlannedModel.Starter, await host.ReadFileAsync(runId, $"{PlannedModel.Starter}.txt"));
        Assert.Equal(PlannedModel.Starter, await StarterOfAsync(host, project));
        var events = await host.EventsAsync(runId);
        var chosen = Assert.Single(events, e => e.Type == ArchitectureChosen.Type).Read<ArchitectureChosen>();
        Assert.Equal((PlannedModel.Starter, $"Plain {PlannedModel.Starter}", PlannedModel.Part), (chosen.Starter, chosen.Title, Assert.Single(chosen.Parts)));
        Assert.True(events.ToList().FindIndex(e => e.Type == ArchitectureChosen.Type) < events.ToList().FindIndex(e => e.Type == PlanUpdated.Type));

        var (analyst, architect, planner) = (SystemOf(host, "analyst"), SystemOf(host, "architect"), SystemOf(host, "planner"));
        Assert.Contains("nothing of it is there yet", analyst, StringComparison.Ordinal);
        foreach (var name in new[] { "html", "react-vite", PlannedModel.Starter })
            Assert.Contains($"`{name}`", architect, StringComparison.Ordinal);
        Assert.Contains(PlannedModel.Part, planner, StringComparison.Ordinal);
        Assert.Contains($"Guide of {PlannedModel.Starter}.", planner, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_request_finds_the_choice_and_asks_nobody()
    {
        var model = new PlannedModel();
        await using var host = await StartAsync(model.Answer);
        var project = await host.AddProjectAsync(StarterIds.Automatic);
        await host.WaitAsync(await host.AddRunAsync(project, "A list of books"), RunStatus.Succeeded);
        var second = await host.AddRunAsync(project, "make the button green");
        await host.WaitAsync(second, RunStatus.Succeeded);

        Assert.Single(model.Asked, role => role == "architect");
        Assert.DoesNotContain(await host.EventsAsync(second), e => e.Type == ArchitectureChosen.Type);
    }

    [Fact]
    public async Task After_a_restart_the_choice_stands_and_the_workspace_is_its()
    {
        var model = new PlannedModel();
        var stalls = true;
        var first = await StartAsync(request => stalls && PlannedModel.RoleOf(request) == "planner" ? FakeReply.Stalls("Let me think") : model.Answer(request));
        var project = await first.AddProjectAsync(StarterIds.Automatic);
        var runId = await first.AddRunAsync(project, "A list of books");
        await Wait.UntilAsync(() => first.Model.Requests.Any(r => PlannedModel.RoleOf(r) == "planner"));
        stalls = false;
        await using var host = await first.RestartAsync();
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Single(model.Asked, role => role == "architect");
        Assert.Single(await host.EventsAsync(runId), e => e.Type == ArchitectureChosen.Type);
        Assert.Equal(PlannedModel.Starter, await host.ReadFileAsync(runId, $"{PlannedModel.Starter}.txt"));
    }

    [Fact]
    public async Task A_choice_in_the_journal_without_its_workspace_is_made_good()
    {
        var model = new PlannedModel();
        await using var host = await StartAsync(model.Answer);
        await host.StopWorkingAsync();
        var project = await host.AddProjectAsync(StarterIds.Automatic);
        var runId = await host.AddRunAsync(project, "A list of books");
        var run = (await host.Data.Queue.ClaimAsync("a worker that dies", 1, Token)).Single();
        var now = TimeProvider.System.GetUtcNow();
        var entry = new JournalEntry { Starter = StarterIds.Html };
        foreach (var (seq, name, payload) in new[] { (1L, "route", """{"path":"planned","reason":"x"}"""), (2L, "architecture", """{"starter":"html","parts":[],"reason":"x"}""") })
            entry.Steps.Add(new RunStep { RunId = runId, Seq = seq, Kind = RunStepKind.Note, Name = name, Payload = payload, Status = RunStepStatus.Completed, LeaseEpoch = run.Lease.Epoch, StartedAt = now, EndedAt = now });
        await host.Data.Journal.AppendAsync(run.Lease, entry, now);
        await host.Data.ExpireLeaseAsync(runId);

        await using var next = await host.RestartAsync();
        await next.WaitAsync(runId, RunStatus.Succeeded);
        Assert.DoesNotContain("architect", model.Asked);
        Assert.Equal("html", await next.ReadFileAsync(runId, "html.txt"));
    }

    [Fact]
    public async Task A_small_app_starts_from_the_usual_and_pays_for_no_architect()
    {
        await using var host = await StartAsync(FakeOpenAI.Script(FakeReply.Says("There is not much to do.")));
        var project = await host.AddProjectAsync(StarterIds.Automatic);
        await host.WaitAsync(await host.AddRunAsync(project, "A list of books"), RunStatus.Succeeded);

        Assert.Equal(["analyst", "coder"], host.Model.Requests.Select(PlannedModel.RoleOf));
        Assert.Equal(StarterIds.ReactVite, await StarterOfAsync(host, project));
    }

    [Theory]
    [InlineData("A shop on plain HTML", StarterIds.Automatic, "html")]
    [InlineData("A list of books", "html", "html")]
    public async Task What_is_clear_is_not_asked(string prompt, string asked, string expected)
    {
        var model = new PlannedModel();
        await using var host = await StartAsync(model.Answer);
        var project = await host.AddProjectAsync(asked);
        var runId = await host.AddRunAsync(project, prompt);
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.DoesNotContain("architect", model.Asked);
        Assert.Equal(expected, await StarterOfAsync(host, project));
        Assert.Equal(expected, await host.ReadFileAsync(runId, $"{expected}.txt"));
    }

    [Fact]
    public async Task An_architect_that_names_what_there_is_not_is_told_and_then_done_without()
    {
        var model = new PlannedModel();
        await using var host = await StartAsync(request => PlannedModel.RoleOf(request) == "architect"
            ? FakeReply.Calls("", ("submit_architecture", new { starter = "django", parts = Array.Empty<string>() })) : model.Answer(request));
        var project = await host.AddProjectAsync(StarterIds.Automatic);
        await host.WaitAsync(await host.AddRunAsync(project, "A list of books"), RunStatus.Succeeded);

        var asked = host.Model.Requests.Where(r => PlannedModel.RoleOf(r) == "architect").ToList();
        Assert.Equal(3, asked.Count);
        Assert.Contains("there is no such starter", (string?)asked[1]["messages"]!.AsArray()[^1]!["content"], StringComparison.Ordinal);
        Assert.Equal(StarterIds.ReactVite, await StarterOfAsync(host, project));
    }

    [Fact]
    public async Task The_demo_model_starts_from_what_it_can_build_on_whatever_is_named()
    {
        await using var host = await EngineHost.StartAsync(
            stores, _ => FakeReply.Says("not asked"), ("Runs:Routing", "Auto"), ("DemoModel:CharactersPerSecond", "0"), ("Browser:Enabled", "false"));
        var project = await host.AddProjectAsync(StarterIds.Automatic);
        var runId = await host.AddRunAsync(project, "A shopping list in plain HTML with name, quantity and a bought checkbox", ServiceNames.DemoModelId);
        await host.WaitAsync(runId, RunStatus.Succeeded);

        var turns = (await host.Data.Journal.ReadStepsAsync(runId, Token)).Where(s => s.Kind == RunStepKind.Turn).Select(s => s.Name);
        Assert.Equal(["analyst", "architect", "planner"], turns.Take(3));
        Assert.Equal(StarterIds.ReactVite, await StarterOfAsync(host, project));
    }

    [Theory]
    [InlineData("A CRM with PostgreSQL", StarterIds.ReactExpressPostgres)]
    [InlineData("CRM на Postgres", StarterIds.ReactExpressPostgres)]
    [InlineData("Учёт заявок, база постгрес", StarterIds.ReactExpressPostgres)]
    [InlineData("A REST API for books", StarterIds.ReactExpressSqlite)]
    [InlineData("Список с бэкендом", StarterIds.ReactExpressSqlite)]
    [InlineData("нужна серверная часть", StarterIds.ReactExpressSqlite)]
    [InlineData("A game in vanilla JavaScript", StarterIds.Html)]
    [InlineData("Игра без фреймворков", StarterIds.Html)]
    [InlineData("A guest book in C#", StarterIds.AspNet)]
    [InlineData("Учёт заявок на ASP.NET Core", StarterIds.AspNet)]
    [InlineData("Сайт на .NET с SQLite", StarterIds.AspNet)]
    [InlineData("A list of books at example.net", null)]
    [InlineData("A shop without .NET", null)]
    [InlineData("A list of books", null)]
    [InlineData("An express delivery tracker", null)]
    [InlineData("A list without a backend", null)]
    [InlineData("No Postgres please", null)]
    [InlineData("Список без бэкенда", null)]
    public void A_request_may_say_itself_what_it_is_to_be_made_of(string prompt, string? expected) => Assert.Equal(expected, StarterRule.Named(prompt));

    private Task<EngineHost> StartAsync(Func<JsonNode, FakeReply> answer) => EngineHost.StartAsync(
        stores, answer,
        services =>
        {
            PlainStarter.UseSeveral(services);
            FakePage.Use(services);
        },
        ("Runs:Routing", "Auto"), ("Browser:Enabled", "false"));

    private static string SystemOf(EngineHost host, string role) =>
        (string)host.Model.Requests.First(r => PlannedModel.RoleOf(r) == role)["messages"]![0]!["content"]!;

    private static async Task<string> StarterOfAsync(EngineHost host, Guid project)
    {
        await using var db = host.Data.CreateDbContext();
        return await db.Projects.Where(p => p.Id == project).Select(p => p.Starter).SingleAsync(Token);
    }
}
