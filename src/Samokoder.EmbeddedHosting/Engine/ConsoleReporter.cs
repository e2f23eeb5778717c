using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Samokoder.EmbeddedHosting.State;

namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>Tells the person at the terminal what is up, where, and what went wrong. Everything else is in the dashboard.</summary>
internal sealed class ConsoleReporter(ApplicationEngine engine, Uri? dashboard, IConfiguration configuration)
{
    private readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);
    private bool _announced;

    /// <summary>Returns when cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var notice in engine.Notices)
            Console.WriteLine($"  ! {notice}");
        if (dashboard is not null)
            Console.WriteLine($"  Dashboard: {dashboard}");
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = engine.Board.NextChangeAsync(cancellationToken);
            foreach (var resource in engine.Board.All.OrderBy(r => r.Id, StringComparer.Ordinal))
                Say(resource);
            AnnounceWhenHealthy();
            await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Console.WriteLine("Stopping…");
    }

    private void Say(ResourceSnapshot resource)
    {
        var line = Describe(resource);
        if (line is null || _said.GetValueOrDefault(resource.Id) == line)
            return;
        _said[resource.Id] = line;
        Console.WriteLine(line);
    }

    private static string? Describe(ResourceSnapshot resource)
    {
        if (resource.State == KnownResourceStates.FailedToStart)
            return $"  ✗ {resource.Id} failed to start. {resource.Message}";
        if (resource.State == KnownResourceStates.Exited && resource is { ExitCode: not null, Message: { } ended })
            return $"  ! {resource.Id}: {ended} Starting it again.";
        var installs = resource.State == KnownResourceStates.Starting && resource is { Pid: null, Message: not null };
        return installs ? $"  … {resource.Id}: {resource.Message}" : null;
    }

    private void AnnounceWhenHealthy()
    {
        var all = engine.Board.All;
        if (_announced || !all.All(r => r.State == KnownResourceStates.Running))
            return;
        _announced = true;
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Samokoder is ready ({Elapsed().TotalSeconds:0.0} s)."));
        Console.WriteLine();
        foreach (var (resource, url) in all.SelectMany(r => r.Urls.Where(u => u is { IsExternal: true, Name: "http" }).Select(u => (r, u))).OrderBy(p => p.u.Url, StringComparer.Ordinal))
            Console.WriteLine($"    {resource.Id,-10} {url.Url}");
        if (dashboard is not null)
            Console.WriteLine($"    {"dashboard",-10} {dashboard}");
        Console.WriteLine();
        Console.WriteLine($"  Data is kept in {engine.DataPath}. Ctrl+C stops everything.");
    }

    /// <summary>Since the start script began, when it says so, otherwise since this process did.</summary>
    private TimeSpan Elapsed()
    {
        var started = configuration.GetValue<long?>("Samokoder:StartedAtUnixMilliseconds") is { } milliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : new DateTimeOffset(System.Diagnostics.Process.GetCurrentProcess().StartTime);
        return engine.Time.GetUtcNow() - started;
    }
}
