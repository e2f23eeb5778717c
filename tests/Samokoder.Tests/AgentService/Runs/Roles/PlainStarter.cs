using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Provisioning;

namespace Samokoder.Tests.AgentService.Runs.Roles;

/// <summary>A starter without dependencies and types, so that a run's checks take no time: one page that a few lines of Node serve.</summary>
internal static class PlainStarter
{
    private static readonly Lazy<string> Folder = new(Write);

    public static void Use(IServiceCollection services) => services.AddSingleton(_ => new StarterCatalog(Folder.Value));

    private static string Write()
    {
        var root = AgentHost.NewFolder().FullName;
        var starter = Directory.CreateDirectory(Path.Combine(root, "react-vite")).FullName;
        File.WriteAllText(Path.Combine(starter, "starter.json"), """
            {"name":"react-vite","title":"Plain","description":"One page.","install":"true","dev":{"command":"node server.mjs","portVariable":"PORT"}}
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
        return root;
    }
}
