using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Samokoder.Tests.ApiService;
using Samokoder.Tests.Support.Fakes;
using static Microsoft.Playwright.Assertions;

namespace Samokoder.Tests.EndToEnd;

/// <summary>What a new user does, in a real browser against the real processes.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class FirstAppTests(RunningApp app)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 90_000 };

    [Fact]
    public async Task From_the_landing_page_to_a_running_app_that_keeps_its_data()
    {
        var page = await app.Browser.NewPageAsync(app.Web);
        await DescribeAsync(page, "A shopping list with name, quantity and a bought checkbox");
        await SucceedsAsync(page);

        var preview = page.FrameLocator("[data-testid=preview-frame]");
        await preview.GetByLabel("Name").First.FillAsync("Milk");
        await preview.GetByLabel("Quantity").First.FillAsync("2");
        await preview.GetByRole(AriaRole.Button, new() { Name = "Add item" }).ClickAsync();
        await Expect(preview.GetByText("Milk").First).ToBeVisibleAsync();

        await page.ReloadAsync();

        await Expect(preview.GetByText("Milk").First).ToBeVisibleAsync(Soon);
        await Expect(page.GetByText("A shopping list with name, quantity and a bought checkbox").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task In_Russian_too()
    {
        var page = await app.Browser.NewPageAsync(app.Web, "ru");
        await DescribeAsync(page, "Трекер расходов: сумма, категория (еда, транспорт, жильё), дата");
        await SucceedsAsync(page);

        var preview = page.FrameLocator("[data-testid=preview-frame]");
        await Expect(preview.Locator("html")).ToHaveAttributeAsync("lang", "ru");
        await Expect(preview.GetByText("Категория").First).ToBeVisibleAsync(Soon);
    }

    [Fact]
    public async Task A_model_of_the_users_own_builds_and_a_follow_up_changes_the_page_without_a_reload()
    {
        await using var model = await FakeOpenAI.StartAsync(FakeOpenAI.Script(
            FakeReply.Calls("Building.", ("write_file", new { path = "src/App.tsx", content = Page("First") })),
            FakeReply.Calls("", ("start_preview", new { })),
            FakeReply.Calls("", ("finish", new { summary = "There it is." })),
            FakeReply.Calls("", ("edit_file", new { path = "src/App.tsx", edits = new[] { new { search = "First", replace = "Second" } } })),
            FakeReply.Calls("", ("finish", new { summary = "Changed." }))));
        var page = await app.Browser.NewPageAsync(app.Web);
        await RegisterAsync(page);
        await EnterKeyAsync(page, model.BaseUrl);
        await page.GotoAsync("/projects");
        await page.Locator("[data-testid=model-picker]").First.SelectOptionAsync("custom/fake-model");
        await Expect(page.GetByTestId("starter-picker")).ToHaveValueAsync("");
        await page.GetByTestId("starter-picker").SelectOptionAsync("react-vite");
        await page.FillAsync("[data-testid=new-project-prompt]", "A page with a heading");
        await page.ClickAsync("[data-testid=new-project-submit]");
        await SucceedsAsync(page);
        var preview = page.FrameLocator("[data-testid=preview-frame]");
        await Expect(preview.GetByRole(AriaRole.Heading, new() { Name = "First" })).ToBeVisibleAsync(Soon);
        await preview.GetByLabel("note").FillAsync("still here");

        await page.FillAsync("[data-testid=composer-input]", "Call it Second");
        await page.ClickAsync("[data-testid=composer-send]");

        await Expect(preview.GetByRole(AriaRole.Heading, new() { Name = "Second" })).ToBeVisibleAsync(Soon);
        await Expect(preview.GetByLabel("note")).ToHaveValueAsync("still here");
        await preview.GetByRole(AriaRole.Button, new() { Name = "Break" }).ClickAsync();
        await page.ClickAsync("[data-testid=tab-console]");
        await Expect(page.Locator("[data-testid=page-log]")).ToContainTextAsync("broken <b>badly</b>");
        Assert.All(model.Authorizations, a => Assert.Equal("Bearer sk-of-the-user", a));
    }

    private static string Page(string title) =>
        $"export function App() {{\n  return (\n    <main>\n      <h1>{title}</h1>\n      <input aria-label=\"note\" />\n      <button onClick={{() => console.error('broken <b>badly</b>')}}>Break</button>\n    </main>\n  );\n}}\n";

    private static async Task DescribeAsync(IPage page, string prompt)
    {
        await page.GotoAsync("/");
        await page.FillAsync("[data-testid=prompt-input]", prompt);
        await page.ClickAsync("[data-testid=prompt-submit]");
        await FillRegistrationAsync(page);
        await Expect(page).ToHaveURLAsync(new Regex("/projects/."), new() { Timeout = 60_000 });
    }

    private static async Task RegisterAsync(IPage page)
    {
        await page.GotoAsync("/register");
        await FillRegistrationAsync(page);
        await Expect(page).ToHaveURLAsync(new Regex("/projects$"), new() { Timeout = 60_000 });
    }

    private static async Task FillRegistrationAsync(IPage page)
    {
        await page.FillAsync("[data-testid=register-email]", $"u{Guid.CreateVersion7():N}@example.org");
        await page.FillAsync("[data-testid=register-password]", ApiUser.Password);
        await page.ClickAsync("[data-testid=register-submit]");
    }

    private static async Task EnterKeyAsync(IPage page, string baseUrl)
    {
        await page.GotoAsync("/settings");
        await page.FillAsync("[data-testid=key-custom-url]", baseUrl);
        await page.FillAsync("[data-testid=key-custom-key]", "sk-of-the-user");
        await page.ClickAsync("[data-testid=key-custom-save]");
        await Expect(page.GetByText("…user").First).ToBeVisibleAsync();
    }

    private async Task SucceedsAsync(IPage page)
    {
        var status = page.Locator("[data-testid=run-status]");
        await Expect(status).ToHaveAttributeAsync("data-status", new Regex("succeeded|failed|cancelled"), new() { Timeout = 90_000 });
        if (await status.GetAttributeAsync("data-status") != "succeeded") Assert.Fail($"The run failed. AgentService says:\n{app.Console("agent")}");
    }
}
