using Microsoft.Playwright;
using Samokoder.Contracts.Auth;
using Samokoder.Tests.ApiService;
using Samokoder.Tests.Support.Fakes;
using Samokoder.Tests.Web.Support;

namespace Samokoder.Tests.Web;

/// <summary>Sign-in with GitHub in a browser: the real API behind the real Web, and a server that speaks GitHub's protocol.</summary>
[Collection(ApiTests.Name)]
public sealed class GitHubPagesTests(ApiFixture api)
{
    [Fact]
    public async Task A_visitor_comes_in_over_GitHub_and_ends_on_the_page_that_was_asked_for()
    {
        await using var github = await FakeGitHub.StartAsync();
        await using var site = await StartAsync(github);
        var page = await site.OpenAsync();
        var person = github.Person;
        github.Person = null;
        await page.GotoAsync("/login?returnUrl=%2Fusage");
        await page.GetByTestId("github-sign-in").ClickAsync();
        await Assertions.Expect(page.GetByTestId("github-outcome")).ToContainTextAsync("You did not let Samokoder");

        github.Person = person;
        await page.GetByTestId("github-sign-in").ClickAsync();
        await page.WaitForURLAsync("**/usage");
        await Assertions.Expect(page.Locator("h1")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_second_factor_is_asked_on_a_page_of_its_own()
    {
        await using var github = await FakeGitHub.StartAsync();
        await using var site = await StartAsync(github);
        using var owner = new ApiUser(site.Api);
        using var browser = new GitHubBrowser(owner, github);
        await owner.RegisterAsync();
        await browser.ConnectAsync();
        var codes = (await SecondFactorTests.EnrolAsync(owner)).Codes;

        var page = await site.OpenAsync(language: "ru", script: true);
        await page.GotoAsync("/register");
        await page.GetByTestId("github-sign-in").ClickAsync();
        await page.GetByTestId("github-code").FillAsync("000000");
        await page.GetByTestId("github-code-submit").ClickAsync();
        await Assertions.Expect(page.Locator("#code-problem")).ToContainTextAsync("Код неверный");
        await page.GetByTestId("github-code").FillAsync(codes[0]);
        await page.GetByTestId("github-code-submit").ClickAsync();
        await page.WaitForURLAsync("**/projects");
    }

    [Fact]
    public async Task An_owner_connects_GitHub_in_the_settings_and_disconnects_it()
    {
        await using var github = await FakeGitHub.StartAsync();
        await using var site = await StartAsync(github);
        using var owner = await api.RegisterAsync();
        var page = await site.SignInAsync(owner);
        await page.GotoAsync("/settings/security");
        await page.GetByTestId("github-password").FillAsync(ApiUser.Password);
        await page.GetByTestId("github-submit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("github-card")).ToContainTextAsync($"Connected as {github.Person!.Login}");
        Assert.Equal(github.Person.Login, (await owner.GetAsync<GitHubConnection>("v1/auth/github")).Login);

        await page.GetByTestId("github-password").FillAsync(ApiUser.Password);
        await page.GetByTestId("github-submit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("github-submit")).ToHaveTextAsync("Connect GitHub");
        Assert.Null((await owner.GetAsync<GitHubConnection>("v1/auth/github")).Login);
    }

    /// <summary>Without a public address: the way back is where the browser came from.</summary>
    private Task<RealSite> StartAsync(FakeGitHub github) =>
        RealSite.StartAsync(api, [.. github.Settings, ("Smtp:Host", ""), ("Web:Origin", ""), ("Auth:Registration", "Open")]);
}
