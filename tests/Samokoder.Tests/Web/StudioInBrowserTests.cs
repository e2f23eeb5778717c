using Microsoft.Playwright;
using Samokoder.Tests.Web.Support;

namespace Samokoder.Tests.Web;

/// <summary>The whole interface in Chromium against the fake API.</summary>
public sealed class StudioInBrowserTests : StudioTests
{
    private FakeApi Api => Stand.Api;

    [Fact]
    public async Task From_the_first_words_to_the_running_app()
    {
        var hold = new TaskCompletionSource();
        Api.Script = run => RunScript.Build(TimeSpan.FromMilliseconds(5), hold.Task.WaitAsync);
        var page = await Stand.Browser.NewPageAsync(Stand.Web.Address);
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Add(message.Text);
        };
        await RegisterAsync(page);

        await Expect(page.Locator(".code-tail")).ToContainTextAsync("saveItems(next)");
        await Expect(page.GetByTestId("run-status")).ToHaveAttributeAsync("data-status", "running");
        hold.SetResult();
        await Expect(page.GetByTestId("run-status")).ToHaveAttributeAsync("data-status", "succeeded");
        await Expect(page.GetByTestId("step")).ToHaveCountAsync(5);
        await Expect(page.GetByTestId("plan").Locator("[data-status=done]")).ToHaveCountAsync(3);
        await Expect(page.GetByTestId("plan-starter")).ToHaveTextAsync("Starts from React + TypeScript + Vite: A list with a form");
        await Expect(page.FrameLocator("[data-testid=preview-frame]").Locator("h1")).ToHaveTextAsync("Shopping list");

        await page.GetByTestId("tab-files").ClickAsync();
        await page.GetByTestId("file-tree").GetByText("App.tsx").ClickAsync();
        await Expect(page.GetByTestId("file-content")).ToContainTextAsync("export default function App()");
        await page.GetByTestId("tab-console").ClickAsync();
        await Expect(page.GetByTestId("console-output")).ToContainTextAsync("built in 812ms");
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Cut_streams_and_a_reload_lose_nothing_and_double_nothing()
    {
        var hold = new TaskCompletionSource();
        Api.Script = run => RunScript.Build(TimeSpan.FromMilliseconds(2), hold.Task.WaitAsync);
        var page = await Stand.Browser.NewPageAsync(Stand.Web.Address);
        await RegisterAsync(page);
        await Expect(page.Locator(".code-tail")).ToContainTextAsync("saveItems(next)");
        var run = Assert.Single(Api.Runs.Values);
        run.CutStreams();
        await Expect(page.Locator(".connection-lost")).ToBeVisibleAsync();
        await Expect(page.Locator(".connection-lost")).ToBeHiddenAsync();
        await page.ReloadAsync();
        await Expect(page.GetByTestId("step").First).ToBeVisibleAsync();
        hold.SetResult();
        await Expect(page.GetByTestId("run-status")).ToHaveAttributeAsync("data-status", "succeeded");
        await Expect(page.GetByTestId("step")).ToHaveCountAsync(5);
        await Expect(page.GetByTestId("message")).ToHaveCountAsync(2);
        Assert.Contains(Api.Requests, r => r.Path.EndsWith("/events", StringComparison.Ordinal) && r.Headers.ContainsKey("Last-Event-ID"));
    }

    [Fact]
    public async Task A_question_is_answered_with_a_click_and_a_failure_offers_another_try()
    {
        Api.Script = RunScript.Question;
        var page = await Stand.Browser.NewPageAsync(Stand.Web.Address);
        await RegisterAsync(page);
        await page.GetByTestId("question-choice").First.ClickAsync();
        await Expect(page.GetByText("Understood: Only mine.")).ToBeVisibleAsync();

        Api.Script = RunScript.Failure;
        await page.GetByTestId("composer-input").FillAsync("Add a total");
        await page.GetByTestId("composer-input").PressAsync("Enter");
        await Expect(page.GetByTestId("run-status")).ToHaveAttributeAsync("data-status", "failed");
        await Expect(page.Locator(".run-error")).ToContainTextAsync("insufficient quota");
        await Expect(page.GetByTestId("composer-input")).ToHaveValueAsync("");
        Api.Script = RunScript.ShoppingList;
        await page.GetByTestId("retry-run").ClickAsync();
        await Expect(page.GetByTestId("run-status")).ToHaveAttributeAsync("data-status", "succeeded");
        Assert.Equal(3, Api.Runs.Count);
    }

    [Fact]
    public async Task The_session_is_refreshed_by_the_browser_and_its_end_leads_to_the_sign_in_page()
    {
        Api.TokenLife = TimeSpan.FromSeconds(3);
        var page = await Stand.Browser.NewPageAsync(Stand.Web.Address);
        await RegisterAsync(page);
        await Expect(page.GetByTestId("run-status")).ToHaveAttributeAsync("data-status", "succeeded");
        var projects = Api.Requests.Count(r => r.Path == "/v1/auth/refresh");
        await page.GetByTestId("composer-input").FillAsync("And once more");
        await page.GetByTestId("composer-send").ClickAsync();
        await Expect(page.Locator(".bubble-user")).ToHaveCountAsync(2);
        await page.WaitForFunctionAsync("() => performance.getEntriesByType('resource').some(e => e.name.endsWith('/auth/refresh'))");
        Assert.True(Api.Requests.Count(r => r.Path == "/v1/auth/refresh") >= Math.Max(1, projects));

        Api.EndAllSessions();
        await page.WaitForURLAsync("**/login?returnUrl=*", new() { Timeout = 30_000 });
        Assert.Contains("%2Fprojects%2F", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_ends_the_run()
    {
        Api.Script = run => RunScript.Build(TimeSpan.FromMilliseconds(5), ct => Task.Delay(Timeout.Infinite, ct));
        var page = await Stand.Browser.NewPageAsync(Stand.Web.Address);
        await RegisterAsync(page);
        await page.GetByTestId("stop-run").ClickAsync();
        await Expect(page.GetByTestId("run-status")).ToHaveAttributeAsync("data-status", "cancelled");
    }

    [Theory]
    [InlineData("ru", "Мои проекты", "Настройки")]
    [InlineData("en", "My projects", "Settings")]
    public async Task Interactive_pages_speak_the_chosen_language(string language, string projects, string settings)
    {
        var page = await Stand.Browser.NewPageAsync(Stand.Web.Address, language);
        await RegisterAsync(page);
        await Expect(page.GetByTestId("run-status")).ToHaveAttributeAsync("data-status", "succeeded");
        await page.GotoAsync("/projects");
        await Expect(page.GetByTestId("project-card")).ToHaveCountAsync(1);
        await Expect(page.Locator("h1")).ToHaveTextAsync(projects);
        await page.GotoAsync("/settings");
        await Expect(page.GetByTestId("key-custom-url")).ToBeVisibleAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync(settings);
    }

    [Fact]
    public async Task An_app_whose_database_is_full_says_so_above_its_preview_until_it_has_made_room()
    {
        var page = await Stand.OpenStudioAsync();
        await Expect(page.GetByTestId("run-status")).ToHaveAttributeAsync("data-status", "succeeded");
        await Expect(page.FrameLocator("[data-testid=preview-frame]").Locator("h1")).ToHaveTextAsync("Shopping list");
        await Expect(page.GetByTestId("database-full")).ToHaveCountAsync(0);

        var project = Api.Projects.Values.Single();
        project.Preview = project.Preview with { DatabaseFull = true };
        await page.Locator("[data-reload-preview]").ClickAsync();
        await Expect(page.GetByTestId("database-full")).ToContainTextAsync("it cannot save anything new");
        await Expect(page.FrameLocator("[data-testid=preview-frame]").Locator("h1")).ToHaveTextAsync("Shopping list");

        project.Preview = project.Preview with { DatabaseFull = false };
        await page.Locator("[data-reload-preview]").ClickAsync();
        await Expect(page.GetByTestId("database-full")).ToHaveCountAsync(0);
    }

    private static async Task RegisterAsync(IPage page)
    {
        await page.GotoAsync("/");
        await page.GetByTestId("prompt-input").FillAsync("A shopping list with name, quantity and a bought checkbox");
        await page.GetByTestId("prompt-submit").ClickAsync();
        await page.GetByTestId("register-email").FillAsync("anna@example.com");
        await page.GetByTestId("register-password").FillAsync("a long enough one");
        await page.GetByTestId("register-submit").ClickAsync();
        await page.WaitForURLAsync("**/projects/*");
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
