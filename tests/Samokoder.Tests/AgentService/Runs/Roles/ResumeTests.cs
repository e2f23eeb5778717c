using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Runs.Roles;

public sealed class ResumeTests(Stores stores)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// One run from its beginning to its end gives a journal. Then the run is taken up after every kind of step: the journal is cut there, and the files
    /// are what they were. Each ends with the same journal and the same files, and asks the model for what is missing and nothing else.
    /// </summary>
    [Fact]
    public async Task A_run_that_is_taken_up_after_any_kind_of_step_ends_as_it_would_have()
    {
        var model = new PlannedModel();
        await using var host = await EngineHost.StartAsync(
            stores, model.Answer,
            services =>
            {
                PlainStarter.Use(services);
                FakePage.Use(services);
            },
            ("Runs:Routing", "Auto"), ("Browser:Enabled", "false"));
        var project = await host.AddProjectAsync();
        var whole = await host.AddRunAsync(project, "A list of books");
        await host.WaitAsync(whole, RunStatus.Succeeded);
        var journal = await host.Data.Journal.ReadStepsAsync(whole, Token);
        var files = await FilesAsync(host, project);

        foreach (var kept in Points(journal))
        {
            foreach (var started in journal[kept - 1].Kind == RunStepKind.Tool ? new[] { false, true } : [false])
            {
                await PutFilesAsync(host, project, journal.Take(started ? kept - 1 : kept));
                var prefix = journal.Take(kept).Select((s, i) => (s, started && i == kept - 1)).ToList();
                model.Asked.Clear();
                var resumed = await AddCutOffAsync(host, project, prefix);
                var ended = await host.WaitAsync(resumed, RunStatus.Succeeded, RunStatus.Failed);

                var at = $"cut after step {kept}, {journal[kept - 1].Kind} {journal[kept - 1].Name}{(started ? ", started" : "")}";
                Assert.True(ended.Status == RunStatus.Succeeded, $"{at}: {ended.ErrorDetail}");
                Assert.True(
                    journal.Skip(kept).Count(s => s.Kind == RunStepKind.Turn) == model.Asked.Count, $"{at}: asked {string.Join(' ', model.Asked)}");
                var again = await host.Data.Journal.ReadStepsAsync(resumed, Token);
                Assert.True(Names(journal).SequenceEqual(Names(again)), $"{at}:\n{string.Join('\n', Names(again))}");
                Assert.True(files == await FilesAsync(host, project), $"{at}:\n{await FilesAsync(host, project)}");
            }
        }
    }

    /// <summary>After the first and the last step of each kind and name, but not after the whole.</summary>
    private static IEnumerable<int> Points(IReadOnlyList<RunStep> journal) => journal.GroupBy(s => (s.Kind, s.Name))
        .SelectMany(same => new[] { (int)same.First().Seq, (int)same.Last().Seq }).Distinct().Where(seq => seq < journal.Count).Order();

    private static IEnumerable<string> Names(IEnumerable<RunStep> journal) =>
        journal.Select(s => $"{s.Seq} {s.Kind} {s.Name} {s.Status} {(s.Kind == RunStepKind.Tool ? Outcome(s) : "")}");

    private static string Outcome(RunStep step) => JsonDocument.Parse(step.Result!).RootElement.GetProperty("outcome").GetString()!;

    private static async Task<string> FilesAsync(EngineHost host, Guid project)
    {
        var files = host.Workspaces.Files(project);
        var listed = (await files.ListAsync("", 100, Token)).Value!.Items.Select(i => i.Path);
        var contents = new List<string>();
        foreach (var path in listed) contents.Add($"{path}\n{(await files.ReadTextAsync(path, Token)).Value!.Content}");
        return string.Join('\n', contents);
    }

    /// <summary>Makes the files what the calls up to there had made of them.</summary>
    private static async Task PutFilesAsync(EngineHost host, Guid project, IEnumerable<RunStep> done)
    {
        var files = host.Workspaces.Files(project);
        foreach (var path in new[] { "draft.txt", "notes.txt", "README.md" }) await files.DeleteAsync(path, null, Token);
        await files.WriteTextAsync("page.html", "<!doctype html><html lang=\"en\"><title>App</title><h1>Nothing yet</h1></html>\n", Token);
        foreach (var step in done.Where(s => s.Kind == RunStepKind.Tool))
        {
            var arguments = JsonDocument.Parse(step.Payload).RootElement;
            var made = step.Name switch
            {
                "write_file" => (await files.WriteTextAsync(Argument(arguments, "path"), Argument(arguments, "content"), Token)).Ok,
                "edit_file" => (await files.WriteTextAsync("page.html", "<!doctype html><h1>Books</h1>\n", Token)).Ok,
                "move_file" => (await files.MoveAsync(Argument(arguments, "from"), Argument(arguments, "to"), Token)).Ok,
                "submit_closing" => (await files.WriteTextAsync("README.md", Argument(arguments, "readme"), Token)).Ok,
                _ => true,
            };
            Assert.True(made, step.Name);
        }
    }

    private static string Argument(JsonElement arguments, string name) => arguments.GetProperty(name).GetString()!;

    /// <summary>A run as a dead worker leaves it: running, with a lease that is over.</summary>
    private static async Task<Guid> AddCutOffAsync(EngineHost host, Guid project, IReadOnlyList<(RunStep Step, bool Started)> journal)
    {
        await using var db = host.Data.CreateDbContext();
        var run = host.Data.Queue.Add(db, await db.Projects.SingleAsync(p => p.Id == project, Token), "A list of books", "custom/fake-model", approvePlan: false);
        (run.Status, run.LeaseOwner, run.LeaseUntil, run.LeaseEpoch, run.Attempts) = (RunStatus.Running, "1:dead@elsewhere", DateTimeOffset.UnixEpoch, 1, 1);
        foreach (var (step, started) in journal)
        {
            // The trace of a call that is only started is not in the finished journal: without one it had no effect, which is how the files are put.
            db.RunSteps.Add(new RunStep
            {
                RunId = run.Id, Seq = step.Seq, Kind = step.Kind, Status = started ? RunStepStatus.Started : step.Status, Name = step.Name, CallId = step.CallId,
                Payload = step.Payload, Result = started ? null : step.Result, LeaseEpoch = 1, StartedAt = step.StartedAt, EndedAt = started ? null : step.EndedAt,
            });
        }
        await db.SaveChangesAsync(Token);
        return run.Id;
    }
}
