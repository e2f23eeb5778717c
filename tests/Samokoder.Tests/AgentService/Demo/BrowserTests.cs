using Microsoft.Playwright;
using Samokoder.Tests.Support;
using Samokoder.Tests.Web.Support;

namespace Samokoder.Tests.AgentService.Demo;

public sealed class BrowserTests(PreparedStarter starter) : IClassFixture<PreparedStarter>
{
    [Fact]
    public async Task A_person_adds_edits_filters_deletes_and_finds_everything_after_a_reload()
    {
        using var run = new DemoRun();
        starter.CopyTo(run.Workspace);
        await run.Send("A shopping list with name, quantity and a bought checkbox");
        await using var app = await Served.Start(run.Workspace.FullName);
        var page = app.Page;

        await Add(page, "Milk", "2");
        await Add(page, "Bread", "1,5");
        await Add(page, "<b>`${x}`</b>", "nonsense");
        await Assertions.Expect(page.GetByText("Please enter a number")).ToBeVisibleAsync();
        await page.GetByLabel("Quantity").FillAsync("3");
        await page.GetByLabel("Quantity").PressAsync("Enter");
        await Assertions.Expect(Rows(page)).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".stat").Filter(new() { HasText = "Quantity, total" })).ToContainTextAsync("6.5");

        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Bought: Milk" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remaining" }).ClickAsync();
        await Assertions.Expect(Rows(page)).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "All" }).ClickAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync("bre");
        await Assertions.Expect(Rows(page)).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Searchbox).FillAsync("");

        await page.GetByRole(AriaRole.Button, new() { Name = "Edit Bread" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Name").FillAsync("Rye bread");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete Milk" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete <b>" }).ClickAsync();
        await Assertions.Expect(Rows(page)).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Columnheader, new() { Name = "Name" }).GetByRole(AriaRole.Button).ClickAsync();

        await page.ReloadAsync();
        await Assertions.Expect(Rows(page).Filter(new() { HasText = "Rye bread" })).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "Bought: Milk" })).ToBeCheckedAsync();
        Assert.Empty(app.Errors);
    }

    [Fact]
    public async Task Damaged_data_is_said_and_kept_aside()
    {
        using var run = new DemoRun();
        starter.CopyTo(run.Workspace);
        await run.Send("Список покупок с названием, количеством и флажком куплено");
        await using var app = await Served.Start(run.Workspace.FullName);

        await app.Page.EvaluateAsync("localStorage.setItem('app-data', '{oops')");
        await app.Page.ReloadAsync();

        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("не читаются");
        Assert.Equal("{oops", await app.Page.EvaluateAsync<string>("localStorage.getItem('app-data-damaged')"));
    }

    [Fact]
    public async Task Data_from_before_a_change_is_still_there_after_it()
    {
        using var run = new DemoRun();
        starter.CopyTo(run.Workspace);
        await run.Send("A shopping list with name and quantity");
        await using var app = await Served.Start(run.Workspace.FullName);
        await Add(app.Page, "Milk", "2");

        await run.Send("add a price, make it dark and rename it to Market");

        await Assertions.Expect(app.Page.GetByRole(AriaRole.Heading, new() { Name = "Market" })).ToBeVisibleAsync();
        await Assertions.Expect(Rows(app.Page)).ToHaveCountAsync(1);
        await Assertions.Expect(app.Page.GetByLabel("Price")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Fact]
    public async Task Three_prompts_and_more_keep_what_was_entered()
    {
        using var run = new DemoRun();
        starter.CopyTo(run.Workspace);
        await run.Send("A shopping list with name, quantity, category (food, drinks) and a bought checkbox");
        await using var app = await Served.Start(run.Workspace.FullName);
        var page = app.Page;
        await Add(page, "Milk", "2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit Milk" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Category").SelectOptionAsync("Drinks");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await run.Send("add a due date");
        await Assertions.Expect(page.GetByLabel("Due date", new() { Exact = true })).ToBeVisibleAsync();
        await run.Send("make it dark");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await run.Send("rename it to Groceries, rename quantity to Packs and rename the option drinks to beverages");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Groceries" })).ToBeVisibleAsync();
        await Assertions.Expect(Rows(page).Filter(new() { HasText = "Milk" })).ToContainTextAsync("Beverages");
        await Assertions.Expect(page.Locator("[data-label=Packs]")).ToHaveTextAsync("2");

        await run.Send("show it as a board, add a chart and export");
        var cards = page.GetByRole(AriaRole.Region, new() { Name = "Food", Exact = true });
        await Assertions.Expect(cards.GetByText("Milk")).ToHaveCountAsync(0);
        await page.GetByLabel("Move Milk").SelectOptionAsync("Food");
        await Assertions.Expect(cards.GetByText("Milk")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".chart")).ToContainTextAsync("Packs by category");
        var saved = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Export CSV" }).ClickAsync());
        Assert.Equal("Groceries.csv", saved.SuggestedFilename);
        Assert.Equal("Name,Packs,Category,Bought,Due date\r\nMilk,2,Food,false,", (await File.ReadAllTextAsync((await saved.PathAsync())!, TestContext.Current.CancellationToken)).TrimStart('\ufeff'));
        Assert.Empty(app.Errors);
    }

    [Fact]
    public async Task Examples_are_there_at_the_first_visit_and_five_hundred_entries_can_be_worked_with()
    {
        using var run = new DemoRun();
        starter.CopyTo(run.Workspace);
        await run.Send("expense tracker with a chart and sample data");
        await using var app = await Served.Start(run.Workspace.FullName);

        await Assertions.Expect(Rows(app.Page)).ToHaveCountAsync(4);
        await app.Page.EvaluateAsync("localStorage.setItem('app-data', JSON.stringify({ version: 1, data: { expenses: Array.from({ length: 500 }, (_, i) => ({ id: `${i}`, createdAt: '', values: { description: `Number ${i}`, amount: i, category: 'Food', date: '2026-01-01' } })) } }))");
        await app.Page.ReloadAsync();
        await Assertions.Expect(Rows(app.Page)).ToHaveCountAsync(500);
        await app.Page.GetByRole(AriaRole.Searchbox).FillAsync("number 499");
        await Assertions.Expect(Rows(app.Page)).ToHaveCountAsync(1);
        await Assertions.Expect(app.Page.Locator(".chart")).ToContainTextAsync("$499");
        Assert.Empty(app.Errors);
    }

    [Theory]
    [InlineData("A shopping list with name, quantity and a bought checkbox")]
    [InlineData("tasks with title, status (new, in progress, waiting, done), amount, tags, notes and done, kanban board, chart, export")]
    [InlineData("клиенты с именем, почтой, телефоном, сайтом, статусом, бюджетом, датой рождения и заметками")]
    public async Task No_width_scrolls_sideways(string prompt)
    {
        using var run = new DemoRun();
        starter.CopyTo(run.Workspace);
        await run.Send(prompt);
        await using var app = await Served.Start(run.Workspace.FullName);
        await app.Page.Locator(".empty .button").Last.ClickAsync();
        foreach (var width in new[] { 1280, 768, 390, 320 })
        {
            await app.Page.SetViewportSizeAsync(width, 800);
            Assert.False(await app.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), $"at {width} px");
        }
    }

    private static ILocator Rows(IPage page) => page.Locator("tbody tr");

    private static async Task Add(IPage page, string name, string quantity)
    {
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Quantity", new() { Exact = true }).FillAsync(quantity);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add item" }).ClickAsync();
    }

    /// <summary>The workspace served by its own dev server, open in a browser; both end with it.</summary>
    private sealed class Served : IAsyncDisposable
    {
        private readonly System.Diagnostics.Process vite;
        private readonly Task drained;
        private readonly Browser chromium;

        private Served(System.Diagnostics.Process server, Browser browser, IPage page)
        {
            (vite, chromium, Page) = (server, browser, page);
            drained = Task.WhenAll(server.StandardOutput.ReadToEndAsync(), server.StandardError.ReadToEndAsync());
            page.PageError += (_, error) => Errors.Add(error);
            page.Console += (_, message) =>
            {
                if (message.Type == "error")
                    Errors.Add(message.Text);
            };
        }

        public IPage Page { get; }

        public List<string> Errors { get; } = [];

        public static async Task<Served> Start(string workspace)
        {
            Browser.SkipWithout();
            var port = Ports.Free();
            var server = PreparedStarter.Start("node", ["node_modules/vite/bin/vite.js"], workspace, ("PORT", $"{port}"));
            try
            {
                return await Open(server, port);
            }
            catch
            {
                server.Kill(entireProcessTree: true);
                throw;
            }
        }

        private static async Task<Served> Open(System.Diagnostics.Process server, int port)
        {
            while (await server.StandardOutput.ReadLineAsync() is { } line && !line.Contains("ready", StringComparison.Ordinal))
                Assert.False(server.HasExited, line);
            var browser = await Browser.StartAsync();
            var served = new Served(server, browser, await browser.NewPageAsync(new Uri($"http://app.preview.localhost:{port}")));
            await served.Page.GotoAsync("/");
            return served;
        }

        public async ValueTask DisposeAsync()
        {
            await chromium.DisposeAsync();
            vite.Kill(entireProcessTree: true);
            await drained;
            await vite.WaitForExitAsync();
            vite.Dispose();
        }
    }
}
