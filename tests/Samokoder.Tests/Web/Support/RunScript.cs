using Samokoder.Contracts;
using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Runs;

namespace Samokoder.Tests.Web.Support;

/// <summary>What the agents of the fake API do in one run.</summary>
internal sealed record RunScript(Func<FakeRun, FakeProject, CancellationToken, Task> PlayAsync)
{
    private const string App = """
        import { useState } from "react";
        import { loadItems, saveItems } from "./storage";

        type Item = { id: number; name: string; quantity: number; bought: boolean };

        // One list, kept in the browser.
        export default function App() {
          const [items, setItems] = useState<Item[]>(loadItems);
          const [name, setName] = useState("");

          function add() {
            if (name.trim() === "") return;
            const next = [...items, { id: Date.now(), name, quantity: 1, bought: false }];
            setItems(next);
            saveItems(next);
            setName("");
          }

          return (
            <main className="app">
              <h1>Shopping list</h1>
              <input value={name} onChange={e => setName(e.target.value)} placeholder="What to buy?" />
              <button onClick={add}>Add</button>
              <ul>{items.map(item => <li key={item.id}>{item.name} × {item.quantity}</li>)}</ul>
            </main>
          );
        }
        """;

    /// <summary>Plans, writes two files with their content streaming, runs the build and starts the preview.</summary>
    public static RunScript ShoppingList(FakeRun run) => Build(pace: TimeSpan.FromMilliseconds(15));

    public static RunScript Build(TimeSpan pace, Func<CancellationToken, Task>? hold = null) => new(async (run, project, ct) =>
    {
        if (hold is not null)
            await run.Watched.WaitAsync(ct);
        run.Add(new RunStatusChanged(RunStatus.Running));
        await SayAsync(run, "I will build a **shopping list** with a name, a quantity and a *bought* checkbox. It keeps its data in the browser.", pace, ct);
        run.Add(new ArchitectureChosen("react-vite", "React + TypeScript + Vite", ["A list with a form"]));
        run.Add(new PlanUpdated([new("Data and storage", PlanTaskStatus.Doing), new("The list with its form", PlanTaskStatus.Todo), new("Build and check", PlanTaskStatus.Todo)]));
        run.Add(new ToolStarted("c1", "list_files", ""));
        run.Add(new ToolCompleted("c1", "list_files", ToolOutcome.Succeeded, "9 files", null, 12));
        await WriteAsync(run, project, "c2", "src/storage.ts", "export const loadItems = () => JSON.parse(localStorage.getItem(\"items\") ?? \"[]\");\nexport const saveItems = (items: unknown) => localStorage.setItem(\"items\", JSON.stringify(items));\n", pace, ct);
        run.Add(new PlanUpdated([new("Data and storage", PlanTaskStatus.Done), new("The list with its form", PlanTaskStatus.Doing), new("Build and check", PlanTaskStatus.Todo)]));
        await WriteAsync(run, project, "c3", "src/App.tsx", App, pace, ct, hold);
        run.Add(new PlanUpdated([new("Data and storage", PlanTaskStatus.Done), new("The list with its form", PlanTaskStatus.Done), new("Build and check", PlanTaskStatus.Doing)]));
        run.Add(new ToolStarted("c4", "run_command", "npm run build"));
        foreach (var line in new[] { "> tsc -b && vite build\n", "✓ 32 modules transformed.\n", "✓ built in 812ms\n" })
        {
            run.Add(new ToolOutput("c4", line));
            await Task.Delay(pace, ct);
        }

        run.Add(new ToolCompleted("c4", "run_command", ToolOutcome.Succeeded, "exit code 0", "> tsc -b && vite build\n✓ 32 modules transformed.\n✓ built in 812ms\n", 2140));
        run.Add(new ToolStarted("c5", "start_preview", ""));
        project.Preview = new(PreviewStatus.Running, null, null, TimeProvider.System.GetUtcNow());
        run.Add(new PreviewStatusChanged(PreviewStatus.Running));
        run.Add(new ToolCompleted("c5", "start_preview", ToolOutcome.Succeeded, "running", null, 640));
        run.Add(new VerificationCompleted([new("install", RungStatus.Passed), new("build", RungStatus.Passed), new("serve", RungStatus.Passed), new("render", RungStatus.Passed), new("checks", RungStatus.Skipped)]));
        run.Add(new PlanUpdated([new("Data and storage", PlanTaskStatus.Done), new("The list with its form", PlanTaskStatus.Done), new("Build and check", PlanTaskStatus.Done)]));
        run.Add(new CheckpointCreated(Guid.CreateVersion7(), "Shopping list"));
        await SayAsync(run, "Done. You can:\n\n- **add** items with a quantity\n- tick what is *bought*\n- reload the page without losing anything", pace, ct);
        run.Add(new UsageUpdated(new(18_240, 2_310, 0)));
        run.Add(new RunStatusChanged(RunStatus.Succeeded));
    });

    /// <summary>Asks a question with choices, waits for the answer and ends.</summary>
    public static RunScript Question(FakeRun run) => new(async (_, _, ct) =>
    {
        run.Add(new RunStatusChanged(RunStatus.Running));
        var id = Guid.CreateVersion7();
        run.Add(new QuestionAsked(id, "Should the list be shared between people, or only yours?", ["Only mine", "Shared with my family"]));
        run.Add(new RunStatusChanged(RunStatus.Waiting));
        var answer = await run.Answered.WaitAsync(ct);
        run.Add(new MessageCompleted(Guid.CreateVersion7(), MessageRole.User, answer.Choice ?? answer.Text ?? ""));
        run.Add(new RunStatusChanged(RunStatus.Running));
        await SayAsync(run, $"Understood: {answer.Choice ?? answer.Text}.", TimeSpan.FromMilliseconds(5), ct);
        run.Add(new RunStatusChanged(RunStatus.Succeeded));
    });

    /// <summary>Fails a command and then the run.</summary>
    public static RunScript Failure(FakeRun run) => new((_, project, _) =>
    {
        run.Add(new RunStatusChanged(RunStatus.Running));
        run.Add(new ToolStarted("f1", "run_command", "npm run build"));
        run.Add(new ToolCompleted("f1", "run_command", ToolOutcome.Failed, "exit code 2", "src/App.tsx(4,7): error TS2322: Type 'string' is not assignable to type 'number'.", 1830));
        project.Preview = new(PreviewStatus.Failed, null, "Error: Cannot find module './storage'\n    at src/App.tsx:2:1", null);
        run.Add(new PreviewStatusChanged(PreviewStatus.Failed, "Cannot find module"));
        run.Add(new RunStatusChanged(RunStatus.Failed, new(ErrorCodes.LlmQuota, "The provider says: insufficient quota.")));
        return Task.CompletedTask;
    });

    private static async Task SayAsync(FakeRun run, string text, TimeSpan pace, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        foreach (var word in text.Split(' '))
        {
            run.Add(new MessageDelta(id, word + " "));
            await Task.Delay(pace, ct);
        }

        run.Add(new MessageCompleted(id, MessageRole.Assistant, text));
    }

    private static async Task WriteAsync(FakeRun run, FakeProject project, string call, string path, string content, TimeSpan pace, CancellationToken ct, Func<CancellationToken, Task>? hold = null)
    {
        var lines = content.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i == lines.Length * 2 / 3 && hold is not null)
                await hold(ct);
            run.Add(new FileDelta(call, path, lines[i] + "\n"));
            await Task.Delay(pace, ct);
        }

        run.Add(new ToolStarted(call, "write_file", path));
        project.Files[path] = content;
        run.Add(new FileChanged(path, FileChangeKind.Created, content.Length));
        run.Add(new ToolCompleted(call, "write_file", ToolOutcome.Succeeded, $"{content.Split('\n').Length} lines", null, 24));
    }
}
