using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Provisioning;

namespace Samokoder.Tests.AgentService.Runs.Roles;

/// <summary>A starter without dependencies and types, so that a run's checks take no time: one page that a few lines of Node serve.</summary>
internal static class PlainStarter
{
    private static readonly Lazy<string> One = new(() => Write("react-vite"));
    private static readonly Lazy<string> Several = new(() => Write("react-vite", "react-express-sqlite", "html"));

    public static void Use(IServiceCollection services) => services.AddSingleton(_ => new StarterCatalog(One.Value));

    /// <summary>Three of them, each with a file that has its name.</summary>
    public static void UseSeveral(IServiceCollection services) => services.AddSingleton(_ => new StarterCatalog(Several.Value));

    private static string Write(params string[] names)
    {
        var root = AgentHost.NewFolder().FullName;
        foreach (var name in names)
            Write(root, name);
        return root;
    }

    private static void Write(string root, string name)
    {
        var starter = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
        File.WriteAllText(Path.Combine(starter, $"{name}.txt"), name);
        File.WriteAllText(Path.Combine(starter, "starter.json"), $$$"""
            {"name":"{{{name}}}","title":"Plain {{{name}}}","description":"One page.","guide":"Guide of {{{name}}}.","install":"true","dev":{"command":"node server.mjs","portVariable":"PORT"}}
            """);
        File.WriteAllText(Path.Combine(starter, "server.mjs"), """
            import { createServer } from 'node:http'
            import { readFileSync } from 'node:fs'
            createServer((_, answer) => {
              answer.setHeader('content-type', 'text/html; charset=utf-8')
              answer.end(readFileSync('page.html'))
            }).listen(Number(process.env.PORT))
            """);
        File.WriteAllText(Path.Combine(starter, "page.html"), "<!doctype html><html lang=\"en\"><title>App</title><h1>Nothing yet</h1></html>\n");
    }
}
