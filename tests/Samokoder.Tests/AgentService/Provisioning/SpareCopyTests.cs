using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Provisioning;

namespace Samokoder.Tests.AgentService.Provisioning;

public sealed class SpareCopyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_takes_the_spare_copy_has_it_alone_and_the_next_one_gets_a_new_copy()
    {
        await using var host = AgentHost.Create(builder => builder.Services.AddSingleton<SpareCopies>());
        var spares = host.Services.GetRequiredService<SpareCopies>();
        var prepared = Prepare(host, "kit-1", "one");
        spares.Refill(prepared, TimeSpan.Zero);
        await spares.Settled;
        var spare = Path.Combine(host.Data.Toolchain, "spares", "kit-1");
        Assert.True(File.Exists(Path.Combine(spare, "modules", "file")));

        var (first, second) = (Target(host, "a"), Target(host, "b"));
        await spares.PutAsync(prepared, first, Token);
        Assert.False(Directory.Exists(spare)); // It was moved, not copied.
        await spares.PutAsync(prepared, second, Token);
        await File.WriteAllTextAsync(Path.Combine(first, "modules", "file"), "changed", Token);
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(second, "modules", "file"), Token));
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(prepared.Folders["modules"], "file"), Token));
    }

    [Fact]
    public async Task A_spare_copy_of_earlier_dependencies_goes_when_there_is_one_of_the_new()
    {
        await using var host = AgentHost.Create(builder => builder.Services.AddSingleton<SpareCopies>());
        var spares = host.Services.GetRequiredService<SpareCopies>();
        foreach (var name in new[] { "kit-1", "kit-2" })
        {
            spares.Refill(Prepare(host, name, name), TimeSpan.Zero);
            await spares.Settled;
        }
        Assert.Equal(["kit-2"], Directory.GetDirectories(Path.Combine(host.Data.Toolchain, "spares")).Select(Path.GetFileName));
    }

    private static PreparedDependencies Prepare(AgentHost host, string name, string content)
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Data.Toolchain, "starters", name, "modules")).FullName;
        File.WriteAllText(Path.Combine(folder, "file"), content);
        StarterDependencies.OpenForReading(folder);
        return new PreparedDependencies("kit", name, new Dictionary<string, string>(StringComparer.Ordinal) { ["modules"] = folder });
    }

    private static string Target(AgentHost host, string name)
    {
        Directory.CreateDirectory(host.Data.Workspaces);
        return Path.Combine(host.Data.Workspaces, name);
    }
}
