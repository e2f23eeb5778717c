using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Verification;
using Samokoder.Contracts.Runs;

namespace Samokoder.Tests.AgentService.Browsers;

/// <summary>The rungs of the ladder that look at the page: every module loads, and the page works in a real browser.</summary>
public sealed class PageCheckTests(BrowserHost host) : IClassFixture<BrowserHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_page_passes_both()
    {
        var project = await host.NewAppAsync(
            ("index.html", "<!doctype html><link rel=stylesheet href=/a.css><div id=root></div><script type=module src=/main.js></script>"),
            ("a.css", "body{}"), ("main.js", "import { text } from '/text.js';\ndocument.querySelector('#root').textContent = text;"), ("text.js", "export const text = 'hello';"));
        Assert.Null(await WalkAsync(project));
        var rung = await RenderAsync(project);
        Assert.True(rung.Status == RungStatus.Passed, rung.Output);
    }

    [Fact]
    public async Task A_module_that_is_not_there_is_named_with_what_asks_for_it()
    {
        var project = await host.NewAppAsync(
            ("index.html", "<p>hi</p><script type=module src=/main.js></script>"), ("main.js", "// see '/old.js'\nimport '/gone.js';"));
        var problem = await WalkAsync(project);
        Assert.Equal("/gone.js was answered with 404 (asked for by /main.js)\nno such file", problem);
    }

    [Theory]
    [InlineData("<!doctype html><div id=root></div>", "is blank")]
    [InlineData("<p>shown</p><script>throw new Error('too early')</script>", "uncaught: Error: too early")]
    [InlineData("<p>shown</p><script>Promise.reject(new Error('nobody waits'))</script>", "uncaught: Error: nobody waits")]
    [InlineData("<p>shown</p><script>fetch('/api/broken')</script>", "request: GET /api/broken was answered with 500")]
    [InlineData("<p>shown</p><img src=/missing.svg>", "request: GET /missing.svg was answered with 404")]
    [InlineData("<p>shown</p><script>console.error('list has no key')</script>", "console.error: list has no key")]
    public async Task A_bad_page_fails_and_says_why(string page, string why)
    {
        var rung = await RenderAsync(await host.NewAppAsync(("index.html", page)));
        Assert.Equal(RungStatus.Failed, rung.Status);
        Assert.Contains(why, rung.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_this_browser_cannot_reach_is_no_fault_of_the_app()
    {
        var rung = await RenderAsync(await host.NewAppAsync((
            "index.html", "<link rel=stylesheet href='https://fonts.example.org/a.css'><p>shown</p><script>fetch('https://api.example.org/')</script>")));
        Assert.True(rung.Status == RungStatus.Passed, rung.Output);
    }

    [Fact]
    public async Task A_page_that_fills_itself_later_is_not_blank()
    {
        var rung = await RenderAsync(await host.NewAppAsync(("index.html", "<div id=a></div><script>setTimeout(() => { document.querySelector('#a').textContent = 'late'; }, 800)</script>")));
        Assert.True(rung.Status == RungStatus.Passed, rung.Output);
    }

    [Fact]
    public async Task Without_a_browser_the_rung_is_skipped_and_says_what_to_do()
    {
        await using var agent = BrowserHost.Create(out var apps, ("Browser:Path", "/nowhere/chromium"));
        await using var running = apps;
        var browsers = (Samokoder.AgentService.Browsers.IBrowsers)agent.Services.GetService(typeof(Samokoder.AgentService.Browsers.IBrowsers))!;
        var rung = await new PageCheck(browsers).CheckAsync(new PreviewProject(Guid.CreateVersion7(), "x"), "/", Token);
        Assert.Equal(RungStatus.Skipped, rung.Status);
        Assert.Equal("Browser:Path names '/nowhere/chromium', which does not exist. Correct the setting or remove it.", rung.Output);
    }

    private Task<string?> WalkAsync(PreviewProject project) => ModuleWalk.FindProblemAsync(host.Apps.AddressOf(project.ProjectId)!, "/", Token);

    private Task<VerificationRung> RenderAsync(PreviewProject project) => new PageCheck(host.Browsers).CheckAsync(project, "/", Token);
}
