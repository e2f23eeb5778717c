using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Tools;
using Samokoder.Contracts.Runs;

namespace Samokoder.Tests.AgentService.Browsers;

/// <summary>What a model can do with a page of an app, in the real browser in its sandbox.</summary>
public sealed class BrowserToolTests(BrowserHost host) : IClassFixture<BrowserHost>
{
    private const string Counter =
        """
        <!doctype html><title>Shopping</title>
        <main><h1>Shopping list</h1>
        <form><label>Name <input id="name" required></label>
        <label>Shelf <select id="shelf"><option value="d">Dairy</option><option value="f">Fruit</option></select></label>
        <label>Until <input id="until" type="date"></label>
        <button>Add</button></form><ul id="list"></ul></main>
        <script>
        document.querySelector('form').addEventListener('submit', (event) => {
          event.preventDefault();
          const item = document.createElement('li');
          item.textContent = `${document.querySelector('#name').value} in ${document.querySelector('#shelf').selectedOptions[0].label} until ${document.querySelector('#until').value}`;
          setTimeout(() => document.querySelector('#list').append(item), 60);
        });
        </script>
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_form_is_filled_in_by_role_and_name_and_by_reference()
    {
        await using var tools = await OpenAsync(Counter);
        var typed = await tools.TypeAsync("textbox \"Name\"", "Молоко", cancellationToken: Token);
        Assert.Contains("textbox \"Name\": \"Молоко\"", typed.Text, StringComparison.Ordinal);
        Ok(await tools.SelectAsync("combobox \"Shelf\"", "Fruit", Token));
        var dated = await tools.TypeAsync("Date \"Until\"", "2026-03-08", cancellationToken: Token);
        Ok(dated);
        var reference = dated.Text.Split('\n').Single(l => l.Contains("button \"Add\"", StringComparison.Ordinal)).Split('[')[1].TrimEnd(']');
        Ok(await tools.ClickAsync(reference, Token));
        Ok(await tools.WaitAsync("Молоко in Fruit until 2026-03-08", cancellationToken: Token));
    }

    [Fact]
    public async Task Enter_submits_and_keys_are_pressed()
    {
        await using var tools = await OpenAsync(Counter);
        Ok(await tools.TypeAsync("textbox \"Name\"", "Bread", submit: true, cancellationToken: Token));
        Ok(await tools.WaitAsync("Bread in Dairy", cancellationToken: Token));
        Ok(await tools.PressAsync("Tab", Token));
        Assert.StartsWith("error: there is no key", (await tools.PressAsync("Hyper", Token)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_element_that_is_not_there_is_answered_with_those_that_are()
    {
        await using var tools = await OpenAsync(Counter);
        var clicked = await tools.ClickAsync("button \"Remove\"", Token);
        Assert.Equal(ToolOutcome.Failed, clicked.Outcome);
        Assert.Contains("button \"Add\" [e", clicked.Text, StringComparison.Ordinal);
        Assert.Contains("within 0 s", (await tools.WaitAsync("No such text", 0, Token)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_covered_button_is_not_clicked_and_the_cover_is_named()
    {
        await using var tools = await OpenAsync("<button onclick=\"document.title='hit'\">Go</button><div class=\"veil\" style=\"position:fixed;inset:0;background:#fff8\"></div>");
        var clicked = await tools.ClickAsync("button \"Go\"", Token);
        Assert.Contains("<div class=\"veil\">", clicked.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_of_the_page_come_with_their_place()
    {
        await using var tools = await OpenAsync(
            "<p>text</p><script src=\"/broken.js\"></script><script>console.error('bad %s', 'thing'); fetch('/api/broken'); alert('hello')</script>",
            ("broken.js", "\n\nfunction render() { throw new TypeError('no items'); }\nrender();"));
        var text = (await tools.LookAsync(Token)).Text;
        Assert.Contains("uncaught: TypeError: no items\n    at render (/broken.js:3:", text, StringComparison.Ordinal);
        Assert.Contains("console.error: bad thing", text, StringComparison.Ordinal);
        Assert.Contains("request: GET /api/broken was answered with 500", text, StringComparison.Ordinal);
        Assert.Contains("dialog (alert): hello", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_is_kept_beside_the_project_and_named_in_the_result()
    {
        var project = await host.NewAppAsync(("index.html", Counter));
        await using var tools = host.Tools(project);
        Ok(await tools.OpenAsync(cancellationToken: Token));
        var shot = await tools.ScreenshotAsync(Token);
        Assert.NotNull(shot.Image);
        var bytes = await host.Screenshots.ReadAsync(project.ProjectId, shot.Image.Name, Token);
        Assert.NotNull(bytes);
        Assert.Equal([0xFF, 0xD8, 0xFF], bytes[..3]);
        Assert.InRange(bytes.Length, 2_000, 300_000);
        Assert.Null(await host.Screenshots.ReadAsync(project.ProjectId, "../../x.jpg", Token));
    }

    [Fact]
    public async Task What_a_large_page_shows_is_cut()
    {
        await using var tools = await OpenAsync($"<h1>Many</h1>{string.Concat(Enumerable.Range(0, 3000).Select(i => $"<button>Button number {i}</button>"))}");
        var text = (await tools.LookAsync(Token)).Text;
        Assert.InRange(text.Length, 1_000, 8_000);
        Assert.Contains("more elements", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_paths_of_the_app_are_opened_and_only_an_open_page_is_acted_on()
    {
        var project = await host.NewAppAsync(("index.html", Counter));
        await using var tools = host.Tools(project);
        Assert.Contains("open_page first", (await tools.LookAsync(Token)).Text, StringComparison.Ordinal);
        foreach (var path in (string[])["http://example.org/", "//example.org/", "file:///etc/passwd"])
            Assert.Contains("begins with /", (await tools.OpenAsync(path, Token)).Text, StringComparison.Ordinal);
    }

    private async Task<BrowserTools> OpenAsync(string page, params (string Path, string Content)[] more)
    {
        var tools = host.Tools(await host.NewAppAsync([("index.html", page), .. more]));
        Ok(await tools.OpenAsync(cancellationToken: Token));
        return tools;
    }

    private static void Ok(ToolResult result) => Assert.True(result.Outcome == ToolOutcome.Succeeded, result.Text);
}
