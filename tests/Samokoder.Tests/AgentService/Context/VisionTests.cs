using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Browsers;
using Samokoder.Contracts.Runs;
using Samokoder.Tests.AgentService.Runs;
using Samokoder.Tests.AgentService.Runs.Roles;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Context;

/// <summary>Pictures of the page, from a real browser to what the model's server is sent.</summary>
public sealed class VisionTests(Stores stores)
{
    private static readonly FakeReply Finish = FakeReply.Calls("", ("finish", new { summary = "Done." }));

    private static readonly FakeReply Picture = FakeReply.Calls("", ("screenshot_page", new { }));

    [Fact]
    public async Task A_model_that_sees_is_shown_the_newest_pictures_and_they_are_the_page()
    {
        await using var host = await StartAsync(sees: true, FakeReply.Calls("", ("open_page", new { path = "/" })), Picture, Picture, Picture, Picture, Finish);

        var runId = await host.AddRunAsync();
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Equal([0, 0, 1, 2, 3, 3], host.Model.Requests.Select(r => PicturesIn(r).Count));
        var jpeg = Convert.FromBase64String(PicturesIn(host.Model.Requests[2]).Single());
        Assert.Equal([0xFF, 0xD8, 0xFF], jpeg.Take(3));
        var messages = host.Model.Requests[2]["messages"]!.AsArray();
        Assert.Equal(["tool", "user"], messages.TakeLast(2).Select(m => (string?)m!["role"]));
        Assert.StartsWith("[Samokoder]", (string?)messages[^1]!["content"]!.AsArray()[0]!["text"], StringComparison.Ordinal);
        // The oldest is left out, the newest stays where it was.
        Assert.Equal(PicturesIn(host.Model.Requests[4])[1..], PicturesIn(host.Model.Requests[5])[..2]);
    }

    [Fact]
    public async Task A_model_that_does_not_see_is_told_in_words_what_the_page_shows()
    {
        await using var host = await StartAsync(sees: false, FakeReply.Calls("", ("open_page", new { path = "/" })), Picture, Finish);

        var runId = await host.AddRunAsync();
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.All(host.Model.Requests, r => Assert.Empty(PicturesIn(r)));
        var told = (string?)host.Model.Requests[2]["messages"]!.AsArray()[^1]!["content"];
        Assert.Contains("Nothing yet", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coder_and_fixer_look_at_the_page_and_do_not_act_on_it()
    {
        await using var host = await StartAsync(sees: true, Finish);

        var runId = await host.AddRunAsync();
        await host.WaitAsync(runId, RunStatus.Succeeded);

        var offered = FakeProvider.ToolsOf(host.Model.Requests[0]);
        Assert.Superset(new HashSet<string>(["open_page", "look_at_page", "screenshot_page", "wait_for_text"], StringComparer.Ordinal), offered.ToHashSet(StringComparer.Ordinal));
        Assert.DoesNotContain("click", offered);
        Assert.DoesNotContain("type_text", offered);
    }

    private async Task<EngineHost> StartAsync(bool sees, params FakeReply[] replies)
    {
        var host = await EngineHost.StartAsync(stores, FakeOpenAI.Script(replies), PlainStarter.Use, ("Context:UnknownModelsSeeImages", sees ? "true" : "false"));
        if (host.Services.GetRequiredService<IBrowsers>().Problem is not { } problem) return host;
        await host.DisposeAsync();
        Assert.Skip($"There is no browser on this machine: {problem}");
        return host;
    }

    private static List<string> PicturesIn(JsonNode request) =>
    [
        .. request["messages"]!.AsArray().Select(m => m!["content"]).OfType<JsonArray>().SelectMany(parts => parts)
            .Select(p => (string?)p!["image_url"]?["url"]).OfType<string>().Select(url => url.Split("base64,")[1]),
    ];
}
