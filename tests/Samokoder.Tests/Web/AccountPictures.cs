using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Samokoder.Contracts.Admin;
using Samokoder.Contracts.Auth;
using Samokoder.Tests.ApiService;
using Samokoder.Tests.Support;
using Samokoder.Tests.Web.Support;

namespace Samokoder.Tests.Web;

/// <summary>Pictures of the pages of accounts and administration for people to judge; run with <c>--explicit only</c>. They go to artifacts/screenshots.</summary>
[Collection(ApiTests.Name)]
public sealed class AccountPictures(ApiFixture api)
{
    private static readonly string Folder = Directory.CreateDirectory(Repository.Path("artifacts/screenshots")).FullName;

    [Theory(Explicit = true)]
    [InlineData("en", false, 1440)]
    [InlineData("ru", true, 1024)]
    [InlineData("ru", false, 390)]
    [InlineData("en", true, 390)]
    public async Task Of_every_page(string language, bool dark, int width)
    {
        await using var site = await RealSite.StartAsync(api, ("Auth:Registration", "Approval"));
        using var admin = await api.RegisterAsync($"maria.long-name-{Guid.CreateVersion7():N}@example.org");
        using var user = await api.RegisterAsync();
        await PrepareAsync(site, admin, user);
        var name = $"{language}-{(dark ? "dark" : "light")}-{width}";
        async Task Shoot(IPage of, string what, bool full = true)
        {
            await of.WaitForTimeoutAsync(300);
            await of.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"acc-{what}-{name}.png"), FullPage = full });
            Assert.True(await of.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{what} is wider than {width}");
        }

        var outside = await site.OpenAsync(language, width, dark);
        foreach (var (path, what) in new[] { ("/login", "login"), ("/register", "register"), ("/password/forgot", "forgot"), ("/password/forgot?sent=yes", "forgot-sent"), ("/register/waiting?next=confirm", "waiting"), ("/password/reset", "reset-over"), ("/password/reset?token=x", "reset"), ("/register/confirm?token=x", "confirm"), ("/login?done=password", "login-done") })
        {
            await outside.GotoAsync(path);
            await Shoot(outside, what, full: false);
        }

        var page = await site.SignInAsync(admin, language, width, dark);
        await RealSite.OpenMenuAsync(page);
        await page.GetByTestId("user-menu-admin").WaitForAsync();
        await Shoot(page, "menu", full: false);
        await page.GotoAsync("/settings");
        await page.GetByTestId("key-openai-key").WaitForAsync();
        await Shoot(page, "settings", full: false);
        await page.GotoAsync("/settings/profile");
        await page.GetByTestId("profile-name").WaitForAsync();
        await Shoot(page, "profile");
        await page.GotoAsync("/settings/tokens");
        await page.GetByTestId("token-name").FillAsync(language == "ru" ? "Ночная копия" : "Nightly backup");
        await page.GetByTestId("token-scope").SelectOptionAsync("write");
        await page.GetByTestId("token-create").ClickAsync();
        await page.Locator("#token-proof-problem").GetByText(".").WaitForAsync();
        await Shoot(page, "tokens-proof");
        await page.GetByTestId("token-password").FillAsync(ApiUser.Password);
        await page.GetByTestId("token-create").ClickAsync();
        await page.GetByTestId("token-value").WaitForAsync();
        await Shoot(page, "tokens");
        await page.GotoAsync("/settings/security");
        await page.GetByTestId("session").First.WaitForAsync();
        await Shoot(page, "security");
        await page.GetByTestId("factor-begin").ClickAsync();
        await page.GetByTestId("factor-password").FillAsync(ApiUser.Password);
        await page.GetByTestId("factor-next").ClickAsync();
        await page.GetByTestId("qr").WaitForAsync();
        await Shoot(page, "factor-scan");
        var app = new OtpNet.Totp(OtpNet.Base32Encoding.ToBytes((await page.GetByTestId("factor-secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal)));
        await page.GetByTestId("factor-code").FillAsync("000000");
        await page.GetByTestId("factor-confirm").ClickAsync();
        await page.Locator("#factor-code-problem").GetByText(".").WaitForAsync();
        await Shoot(page, "factor-wrong");
        await page.GetByTestId("factor-code").FillAsync(app.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime));
        await page.GetByTestId("factor-confirm").ClickAsync();
        await page.GetByTestId("recovery-codes").WaitForAsync();
        await Shoot(page, "factor-codes");
        await page.GetByTestId("factor-done").ClickAsync();
        await page.GetByTestId("factor-remove").ClickAsync();
        await page.GetByTestId("factor-code").WaitForAsync();
        await Shoot(page, "factor-remove");
        await page.GotoAsync("/settings/tokens");
        await page.GetByTestId("token-code").WaitForAsync();
        await Shoot(page, "tokens-code");
        await RealSite.FillSignInAsync(outside, admin.Email, ApiUser.Password);
        await outside.GetByTestId("login-code").WaitForAsync();
        await Shoot(outside, "login-code", full: false);

        await page.GotoAsync("/admin/users");
        await page.GetByTestId("load-more").WaitForAsync();
        await Shoot(page, "admin-users", full: false);
        await page.GotoAsync($"/admin/users/{user.Id}");
        await page.GetByTestId("user-link").ClickAsync();
        await page.GetByTestId("password-link").WaitForAsync();
        await page.GetByTestId("user-block").ClickAsync();
        await page.GetByTestId("block-reason").WaitForAsync();
        await Shoot(page, "admin-user");
        await page.GotoAsync("/admin/registrations");
        await page.GetByTestId("registration").First.WaitForAsync();
        await Shoot(page, "admin-registrations");
        await page.GotoAsync("/admin/audit");
        await page.GetByTestId("audit-row").First.WaitForAsync();
        await Shoot(page, "admin-audit", full: false);
        await page.GotoAsync("/admin/system");
        await page.GetByTestId("system").WaitForAsync();
        await Shoot(page, "admin-system");
        await page.GotoAsync("/usage");
        await page.GetByTestId("run-tiles").WaitForAsync();
        await Shoot(page, "usage");
        await page.GotoAsync("/projects");
        await page.GetByTestId("project-menu").First.ClickAsync();
        await page.GetByRole(AriaRole.Menuitem).First.ClickAsync();
        await page.GetByTestId("project-cap").WaitForAsync();
        await page.WaitForTimeoutAsync(500);
        await Shoot(page, "project", full: false);
    }

    [Theory(Explicit = true)]
    [InlineData("en", false, 1440)]
    [InlineData("ru", true, 1440)]
    [InlineData("ru", false, 390)]
    [InlineData("en", true, 390)]
    public async Task Of_a_second_factor_that_is_required(string language, bool dark, int width)
    {
        await using var site = await RealSite.StartAsync(api, ("Auth:RequireSecondFactor", "Everyone"));
        using var user = await api.RegisterAsync();
        var page = await site.OpenAsync(language, width, dark);
        await RealSite.FillSignInAsync(page, user.Email, ApiUser.Password);
        await page.GetByTestId("factor-due").WaitForAsync();
        async Task Shoot(string what)
        {
            await page.WaitForTimeoutAsync(300);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"acc-due-{what}-{language}-{(dark ? "dark" : "light")}-{width}.png"), FullPage = true });
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{what} is wider than {width}");
        }

        await Shoot("begin");
        await AccountInBrowserTests.SetUpFactorAsync(page);
        await Shoot("codes");
        await page.GetByTestId("factor-done").ClickAsync();
        await page.WaitForURLAsync("**/projects");
        await page.GotoAsync("/settings/security");
        await page.GetByTestId("factor-replace").ClickAsync();
        await page.GetByTestId("factor-code").WaitForAsync();
        await Shoot("replace");
        await page.ReloadAsync();
        await page.GetByTestId("factor-required").WaitForAsync();
        await Shoot("kept");
    }

    [Theory(Explicit = true)]
    [InlineData("en", false, 1440)]
    [InlineData("ru", true, 1440)]
    [InlineData("ru", false, 390)]
    [InlineData("en", true, 390)]
    public async Task Of_administration_while_there_is_nothing(string language, bool dark, int width)
    {
        await using var server = await api.StartEmptyAsync();
        await using var web = await RelayedWeb.StartProcessAsync(server.Address);
        await using var browser = await Browser.StartAsync();
        using var admin = new ApiUser(server.Address);
        await admin.RegisterAsync();
        var page = await browser.NewPageAsync(web.Address, language, width, width < 500 ? 844 : 900, dark);
        await RealSite.FillSignInAsync(page, admin.Email, ApiUser.Password);
        await page.WaitForURLAsync("**/projects");
        foreach (var what in new[] { "users", $"users/{admin.Id}", "registrations", "audit", "system", "../usage", "../settings/tokens" })
        {
            await page.GotoAsync("/admin/" + what);
            await page.WaitForTimeoutAsync(1500);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"empty-{what.Split('/')[^1][..5]}-{language}-{(dark ? "dark" : "light")}-{width}.png"), FullPage = true });
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{what} is wider than {width}");
        }
    }

    private async Task PrepareAsync(RealSite site, ApiUser admin, ApiUser user)
    {
        await using var db = await api.DbAsync();
        await db.Users.Where(u => u.Id == admin.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsAdmin, true).SetProperty(u => u.DisplayName, "Мария Петрова"));
        await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.TwoFactorEnabled, true)); // It is never asked for its code here.
        for (var i = 0; i < 60; i++)
            db.Users.Add(new() { Id = Guid.CreateVersion7(), UserName = Guid.CreateVersion7().ToString("N"), Email = $"person{i}@example.com", DisplayName = $"Person {i}", Tier = i % 3 == 0 ? "free" : "team", IsBlocked = i % 7 == 3, CreatedAt = TimeProvider.System.GetUtcNow().AddDays(-i) });
        await db.SaveChangesAsync();
        await admin.CreateProjectAsync();
        foreach (var change in new UpdateUserRequest[] { new(Tier: "pro"), new(IsAdmin: true), new(IsAdmin: false), new(IsBlocked: true, BlockedReason: "Sends spam to everybody."), new(IsBlocked: false) })
        {
            using var answer = await admin.SendAsync(HttpMethod.Patch, $"v1/admin/users/{user.Id}", change);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var visitor = new ApiUser(site.Api);
        foreach (var email in new[] { "viktor@example.com", "somebody.with.a.rather.long.address@subdomain.example.com" })
            await visitor.PostAsync<RegistrationPending>("v1/auth/register", new RegisterRequest(email, ApiUser.Password), HttpStatusCode.Accepted);
        using var phone = new ApiUser(site.Api);
        phone.Http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1");
        using var signedIn = await phone.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(admin.Email, ApiUser.Password));
    }
}
