using System.Text.Json;

namespace Samokoder.Tests.AgentService.Demo;

/// <summary>What the type check and the build say of the app of each prompt: all apps of a class are checked by one compiler and built by one builder, whose starts cost more than the work.</summary>
public sealed class BuiltApps
{
    private const string Builder =
        """
        import { build, createLogger } from 'vite';
        const result = {};
        for (const app of process.argv.slice(2)) {
          process.chdir(`${import.meta.dirname}/apps/${app}`);
          const said = [], customLogger = createLogger('warn');
          for (const level of ['warn', 'warnOnce', 'error']) customLogger[level] = (text) => said.push(text);
          await build({ root: process.cwd(), customLogger }).catch((error) => said.push(`${error.stack}`));
          result[app] = said.join('\n');
        }
        console.log(`\n${JSON.stringify(result)}`);
        """;

    private readonly SemaphoreSlim turn = new(1, 1);
    private Dictionary<string, (string Types, string Build)>? results;

    /// <summary>Everything that the compiler and the builder complain of; empty where all is well.</summary>
    internal async Task<(string Types, string Build)> OfAsync(PreparedStarter starter, IReadOnlyList<string> prompts, string prompt)
    {
        await turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return (results ??= await BuildAsync(starter, prompts))[prompt];
        }
        finally
        {
            turn.Release();
        }
    }

    private static async Task<Dictionary<string, (string Types, string Build)>> BuildAsync(PreparedStarter starter, IReadOnlyList<string> prompts)
    {
        using var all = new DemoRun();
        starter.CopyTo(all.Workspace);
        var names = prompts.Select((_, i) => $"app{i}").ToList();
        foreach (var (name, prompt) in names.Zip(prompts))
        {
            using var run = new DemoRun(all.Workspace.CreateSubdirectory($"apps/{name}"));
            starter.CopyTo(run.Workspace);
            await run.Send(prompt);
        }
        await File.WriteAllTextAsync(Path.Combine(all.Workspace.FullName, "tsconfig.all.json"), """{ "extends": "./tsconfig.json", "include": ["apps/*/src", "apps/*/vite.config.ts"] }""");
        await File.WriteAllTextAsync(Path.Combine(all.Workspace.FullName, "build.mjs"), Builder);

        var types = await PreparedStarter.Run("node", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.all.json"], all.Workspace.FullName);
        var built = await PreparedStarter.Run("node", ["build.mjs", .. names], all.Workspace.FullName);
        Assert.True(built.Code == 0, built.Output);
        var said = JsonSerializer.Deserialize<Dictionary<string, string>>(built.Output.Trim().Split('\n')[^1])!;
        var complaints = types.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(types.Code == 0 || complaints.Any(c => c.StartsWith("apps/", StringComparison.Ordinal)), types.Output);
        return names.Zip(prompts).ToDictionary(
            app => app.Second,
            app => (string.Join('\n', complaints.Where(c => c.StartsWith($"apps/{app.First}/", StringComparison.Ordinal))), said[app.First]), StringComparer.Ordinal);
    }
}
