using Microsoft.Playwright;
using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Runs;
using Samokoder.Tests.Support;
using Samokoder.Tests.Web.Support;

namespace Samokoder.Tests.Web;

/// <summary>Pictures of every page for people to judge; run with <c>--explicit only</c>. They go to artifacts/screenshots.</summary>
public sealed class Screenshots
{
    private static readonly string Folder = Directory.CreateDirectory(Repository.Path("artifacts/screenshots")).FullName;

    [Theory(Explicit = true)]
    [InlineData("en", false, 1440)]
    [InlineData("en", true, 1440)]
    [InlineData("ru", false, 1024)]
    [InlineData("ru", true, 768)]
    [InlineData("ru", false, 390)]
    [InlineData("en", true, 390)]
    public async Task Of_every_page(string language, bool dark, int width)
    {
        await using var api = await FakeApi.StartAsync();
        await using var preview = await FakePreview.StartAsync();
        await using var web = await SharedWeb.TakeAsync(api);
        await using var browser = await Browser.StartAsync();
        api.PreviewUrl = preview.Address.AbsoluteUri;
        var height = width < 500 ? 844 : 900;
        var page = await browser.NewPageAsync(web.Address, language, width, height, dark);
        var name = $"{language}-{(dark ? "dark" : "light")}-{width}";
        async Task Shoot(string what, bool full = false) => await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{what}-{name}.png"), FullPage = full });

        await page.GotoAsync("/");
        await Shoot("landing", full: true);
        await page.GotoAsync("/login");
        await page.GetByTestId("login-email").FillAsync("nobody@example.com");
        await page.GetByTestId("login-password").FillAsync("wrong password");
        await page.GetByTestId("login-submit").ClickAsync();
        await page.Locator(".form-problem").WaitForAsync();
        await Shoot("login-refused");
        await page.GotoAsync("/no-such-page");
        await Shoot("not-found");

        var hold = new TaskCompletionSource();
        api.Script = run => RunScript.Build(TimeSpan.FromMilliseconds(40), hold.Task.WaitAsync);
        await page.GotoAsync("/");
        await page.GetByTestId("prompt-input").FillAsync(language == "ru" ? "Список покупок: название, количество и отметка «куплено»" : "A shopping list with name, quantity and a bought checkbox");
        await page.GetByTestId("prompt-submit").ClickAsync();
        await page.GetByTestId("register-email").FillAsync("anna@example.com");
        await page.GetByTestId("register-password").FillAsync("a long enough one");
        await Shoot("register-with-prompt");
        await page.GetByTestId("register-submit").ClickAsync();
        await page.Locator("[data-tool=write_file] .code-tail").GetByText("saveItems(next)").WaitForAsync();
        await Shoot("studio-building");
        hold.SetResult();
        await page.Locator("[data-testid=run-status][data-status=succeeded]").WaitForAsync();
        await page.WaitForTimeoutAsync(1200);
        await Shoot("studio-done");
        await page.GetByTestId("tab-preview").ClickAsync();
        await page.WaitForTimeoutAsync(800);
        await Shoot("studio-preview");
        await page.GetByTestId("tab-files").ClickAsync();
        await page.WaitForTimeoutAsync(600);
        await Shoot("studio-file-tree");
        await page.GetByTestId("file-tree").GetByText("App.tsx").ClickAsync();
        await page.WaitForTimeoutAsync(500);
        await Shoot("studio-files");
        await page.GetByTestId("tab-console").ClickAsync();
        await page.WaitForTimeoutAsync(400);
        await Shoot("studio-console");

        if (width <= 860)
            await page.GetByTestId("tab-chat").ClickAsync();
        api.Script = RunScript.Question;
        await page.GetByTestId("composer-input").FillAsync(language == "ru" ? "Добавь общий доступ" : "Make it shared");
        await page.GetByTestId("composer-send").ClickAsync();
        await page.GetByTestId("question-choice").First.WaitForAsync();
        await page.WaitForTimeoutAsync(300);
        await Shoot("studio-question");
        await page.GetByTestId("question-choice").First.ClickAsync();
        await page.Locator("[data-testid=run-status][data-status=succeeded]").WaitForAsync();
        api.Script = RunScript.Failure;
        await page.GetByTestId("composer-input").FillAsync(language == "ru" ? "Добавь сумму" : "Add a total");
        await page.GetByTestId("composer-send").ClickAsync();
        await page.GetByTestId("retry-run").WaitForAsync();
        await page.WaitForTimeoutAsync(800);
        await Shoot("studio-failed");

        api.AddProject(language == "ru" ? "Учёт расходов" : "Expense tracker", "date, amount, category and a note", age: TimeSpan.FromHours(3));
        api.AddProject(language == "ru" ? "Дневник чтения с очень длинным названием, которое не помещается в одну строку" : "Reading diary with a very long name that does not fit on one line of a card", "title, author, rating", RunStatus.Waiting, TimeSpan.FromDays(1));
        api.AddProject(language == "ru" ? "Заявки клиентов" : "Customer requests", "name, phone, status", RunStatus.Running, TimeSpan.FromDays(2));
        for (var i = 0; i < 60; i++)
            api.AddProject($"Project {i}", "Something else with several words in its description", age: TimeSpan.FromDays(3 + i));
        await page.GotoAsync("/projects");
        await page.GetByTestId("project-card").First.WaitForAsync();
        await page.WaitForTimeoutAsync(600);
        await Shoot("projects");
        await page.GetByTestId("project-menu").First.ClickAsync();
        await page.WaitForTimeoutAsync(500);
        await Shoot("projects-menu");
        await page.Locator(".mud-menu-item, .mud-list-item").Last.ClickAsync();
        await page.WaitForTimeoutAsync(600);
        await Shoot("projects-delete");
        await page.GotoAsync("/settings");
        await page.GetByTestId("key-openai-key").WaitForAsync();
        await page.GetByTestId("key-openai-key").FillAsync("sk-test-1234");
        await page.GetByTestId("key-openai-save").ClickAsync();
        await page.GetByTestId("key-openai-test").ClickAsync();
        await page.WaitForTimeoutAsync(700);
        await Shoot("settings", full: true);
        Assert.Equal(PreviewStatus.Failed, api.Projects.Values.First(p => p.Files.Count > 0).Preview.Status);
    }
}
