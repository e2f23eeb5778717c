using Microsoft.Playwright;
using Samokoder.Tests.ApiService;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.Web.Support;

/// <summary>The real API with a mail server, the real process of Web in front of it, and Chromium.</summary>
internal sealed class RealSite : IAsyncDisposable
{
    /// <summary>What links in mails begin with; Web listens elsewhere.</summary>
    private const string Origin = "https://samokoder.example";

    private readonly RealServers _servers;
    private readonly Browser _browser;

    private RealSite(RealServers servers, Browser browser) => (_servers, _browser) = (servers, browser);

    public FakeSmtp Smtp => _servers.Smtp;

    public WebProcess Web => _servers.Web;

    /// <summary>Where the API listens.</summary>
    public Uri Api => _servers.Api.Address;

    /// <param name="settings">Of the API.</param>
    public static async Task<RealSite> StartAsync(ApiFixture api, params (string Key, string Value)[] settings)
    {
        Browser.SkipWithout();
        return new(await RealServers.StartAsync(api, settings), await Browser.StartAsync());
    }

    /// <summary>A browser of somebody who is not signed in.</summary>
    public Task<IPage> OpenAsync(string language = "en", int width = 1440, bool dark = false, bool script = true) =>
        _browser.NewPageAsync(Web.Address, language, width, width < 500 ? 844 : 900, dark, script);

    /// <summary>A browser in which the person signed in on the sign-in page.</summary>
    public async Task<IPage> SignInAsync(ApiUser user, string language = "en", int width = 1440, bool dark = false)
    {
        var page = await OpenAsync(language, width, dark);
        await FillSignInAsync(page, user.Email, ApiUser.Password);
        await page.WaitForURLAsync("**/projects");
        return page;
    }

    public static async Task FillSignInAsync(IPage page, string email, string password)
    {
        await page.GotoAsync("/login");
        await page.GetByTestId("login-email").FillAsync(email);
        await page.GetByTestId("login-password").FillAsync(password);
        await page.GetByTestId("login-submit").ClickAsync();
    }

    /// <summary>Opens the menu of the account once it knows whose it is: before, the page that becomes live replaces it.</summary>
    public static async Task OpenMenuAsync(IPage page)
    {
        await Assertions.Expect(page.GetByTestId("user-menu")).Not.ToHaveTextAsync("");
        await page.GetByTestId("user-menu").ClickAsync();
    }

    /// <summary>Path and query of the link in the mail.</summary>
    public async Task<string> LinkAsync(string recipient, int nth = 1)
    {
        var text = (await Smtp.WaitForAsync(recipient, nth)).TextBody!;
        return text.Split(Origin, 2)[1].Split(['\r', '\n', ' '], 2)[0];
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _servers.DisposeAsync();
    }
}
