using Microsoft.Playwright;
using Samokoder.Contracts.Notifications;
using Samokoder.Contracts.Usage;
using Samokoder.Tests.Support;
using Samokoder.Tests.Web.Support;
using Samokoder.Web.Features.Usage;

namespace Samokoder.Tests.Web;

public sealed class MoneyInBrowserTests
{
    [Fact]
    public async Task Limits_are_set_on_the_usage_page_and_a_wrong_amount_is_explained()
    {
        await using var api = await FakeApi.StartAsync();
        await using var web = await SharedWeb.TakeAsync(api);
        await using var browser = await Browser.StartAsync();
        api.Money.CostByDay = [1.2m, 0, 0.31m, 4.0049m];
        var page = await SignInAsync(browser, web, "en", 1440, dark: false);

        await page.GotoAsync("/usage");
        await Assertions.Expect(page.GetByTestId("usage-projects")).ToContainTextAsync("Deleted project");
        await Assertions.Expect(page.GetByTestId("usage-chart").Locator(".usage-bar")).ToHaveCountAsync(30);
        await page.GetByTestId("usage-7").ClickAsync();
        await Assertions.Expect(page.GetByTestId("usage-chart").Locator(".usage-bar")).ToHaveCountAsync(7);
        await page.GetByTestId("budget-edit").ClickAsync();
        await page.GetByTestId("budget-month").FillAsync("a lot");
        await page.GetByTestId("budget-save").ClickAsync();
        await Assertions.Expect(page.Locator("#budget-month-problem")).ToContainTextAsync("Enter an amount");
        await page.GetByTestId("budget-month").FillAsync("6,50");
        await page.GetByTestId("budget-run").FillAsync("$0.5");
        await page.GetByTestId("budget-save").ClickAsync();

        await Assertions.Expect(page.GetByTestId("budget-card")).ToContainTextAsync("of $6.50");
        await Assertions.Expect(page.GetByTestId("budget-card")).ToContainTextAsync("Nearly used up");
        Assert.Equal(new PutBudgetRequest(6.5m, null, 0.5m), api.Money.Limits);
    }

    [Fact]
    public async Task The_bell_counts_news_as_it_comes_and_leads_to_where_it_happened()
    {
        await using var api = await FakeApi.StartAsync();
        await using var web = await SharedWeb.TakeAsync(api);
        await using var browser = await Browser.StartAsync();
        var project = api.AddProject("Books", "A list of books");
        api.Money.Notify(NotificationKind.RunSucceeded, project.Id, "Books");
        var page = await SignInAsync(browser, web, "en", 1440, dark: false);
        await page.GotoAsync("/settings");
        await Assertions.Expect(page.GetByTestId("bell-count")).ToHaveTextAsync("1");

        api.Money.Notify(NotificationKind.QuestionWaiting, project.Id, "Books", "Blue or green?");
        await Assertions.Expect(page.GetByTestId("bell-count")).ToHaveTextAsync("2");
        await page.GetByTestId("bell").ClickAsync();
        await Assertions.Expect(page.GetByTestId("bell-item")).ToHaveCountAsync(2);
        await Assertions.Expect(page.GetByTestId("bell-item").First).ToContainTextAsync("Blue or green?");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByTestId("bell-panel")).ToHaveCountAsync(0);
        await page.GetByTestId("bell").ClickAsync();
        await page.GetByTestId("bell-item").First.ClickAsync();

        await Assertions.Expect(page).ToHaveURLAsync(new Uri(web.Address, $"projects/{project.Id}").AbsoluteUri, new() { Timeout = 60_000 });
        await Assertions.Expect(page.GetByTestId("bell-count")).ToHaveTextAsync("1");
        await page.GetByTestId("bell").ClickAsync();
        await page.GetByTestId("bell-read-all").ClickAsync();
        await Assertions.Expect(page.GetByTestId("bell-count")).ToHaveCountAsync(0);
        Assert.Equal(0, api.Money.Unread);
    }

    [Theory]
    [InlineData("0", "1")]
    [InlineData("0.0007", "0.0008")]
    [InlineData("1", "1")]
    [InlineData("1.01", "2")]
    [InlineData("2.3", "2.5")]
    [InlineData("4.0049", "5")]
    [InlineData("73", "80")]
    public void The_axis_ends_at_a_round_number(string largest, string top) => Assert.Equal(
        decimal.Parse(top, System.Globalization.CultureInfo.InvariantCulture), ChartScale.Top(decimal.Parse(largest, System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>Pictures for people to judge; run with <c>--explicit only</c>.</summary>
    [Theory(Explicit = true)]
    [InlineData("en", false, 1440)]
    [InlineData("ru", true, 1440)]
    [InlineData("ru", false, 768)]
    [InlineData("en", true, 390)]
    [InlineData("ru", false, 390)]
    public async Task Pictures(string language, bool dark, int width)
    {
        await using var api = await FakeApi.StartAsync();
        await using var web = await SharedWeb.TakeAsync(api);
        await using var browser = await Browser.StartAsync();
        var folder = Directory.CreateDirectory(Repository.Path("artifacts/screenshots")).FullName;
        var name = $"{language}-{(dark ? "dark" : "light")}-{width}.png";
        api.Money.CostByDay = [.. Enumerable.Range(0, 24).Select(i => i % 7 > 4 ? 0 : Math.Round((decimal)(0.2 + 0.4 * Math.Abs(Math.Sin(i * 1.7))), 4))];
        api.Money.Limits = new(10, 5, null);
        var page = await SignInAsync(browser, web, language, width, dark);
        await page.GotoAsync("/usage");
        await page.GetByTestId("usage-projects").WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"usage-{name}"), FullPage = true });
        await page.GetByTestId("budget-edit").ClickAsync();
        await page.GetByTestId("budget-save").WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"usage-edit-{name}") });
        var project = api.AddProject("Books", "A list of books");
        api.Money.Notify(NotificationKind.RunSucceeded, project.Id, "Список покупок", age: TimeSpan.FromDays(2), read: true);
        api.Money.Notify(NotificationKind.RunFailed, project.Id, "Customer requests", "The app does not build after three repairs. Say it in other words, or ask for a smaller step.", "run-stuck", TimeSpan.FromHours(5), read: true);
        api.Money.Notify(NotificationKind.BudgetWarning, project.Id, "Expense tracker", age: TimeSpan.FromHours(1));
        api.Money.Notify(NotificationKind.QuestionWaiting, project.Id, "Reading diary", "Should everybody see the diary, or only you?", age: TimeSpan.FromMinutes(4));
        await page.GotoAsync("/projects");
        await page.GetByTestId("bell-count").WaitForAsync();
        await page.GetByTestId("bell").ClickAsync();
        await page.GetByTestId("bell-item").First.WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"bell-{name}") });
    }

    private static async Task<IPage> SignInAsync(Browser browser, SharedWeb web, string language, int width, bool dark)
    {
        var page = await browser.NewPageAsync(web.Address, language, width, width < 500 ? 844 : 900, dark);
        await page.GotoAsync("/register");
        await page.GetByTestId("register-email").FillAsync("anna@example.com");
        await page.GetByTestId("register-password").FillAsync("a long enough one");
        await page.GetByTestId("register-submit").ClickAsync();
        await page.WaitForURLAsync("**/projects");
        return page;
    }
}
