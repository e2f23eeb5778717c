using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using OtpNet;
using Samokoder.Contracts.Auth;
using Samokoder.Contracts.Usage;
using Samokoder.Contracts.Users;
using Samokoder.Tests.ApiService;
using Samokoder.Tests.Web.Support;

namespace Samokoder.Tests.Web;

/// <summary>The pages of one's own account in Chromium, against the real API.</summary>
[Collection(ApiTests.Name)]
public sealed class AccountInBrowserTests(ApiFixture api)
{
    private const string New = "another horse battery";

    [Fact]
    public async Task A_second_factor_is_set_up_by_its_picture_and_asked_for_at_the_next_sign_in()
    {
        await using var site = await RealSite.StartAsync(api);
        using var user = await api.RegisterAsync();
        var page = await site.SignInAsync(user);
        await page.GotoAsync("/settings/security");
        await page.GetByTestId("factor-begin").ClickAsync();
        await page.GetByTestId("factor-password").FillAsync("wrong");
        await page.GetByTestId("factor-next").ClickAsync();
        await Assertions.Expect(page.Locator("#factor-problem")).ToContainTextAsync("The password is wrong");
        await page.GetByTestId("factor-password").FillAsync(ApiUser.Password);
        await page.GetByTestId("factor-next").ClickAsync();
        await Assertions.Expect(page.GetByTestId("qr").Locator("path")).ToHaveCountAsync(1);
        var app = new Totp(Base32Encoding.ToBytes((await page.GetByTestId("factor-secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal)));
        await page.GetByTestId("factor-code").FillAsync(CodeOf(app, 0));
        await page.GetByTestId("factor-confirm").ClickAsync();
        await Assertions.Expect(page.GetByTestId("recovery-codes").Locator("li")).ToHaveCountAsync(10);
        var saved = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("recovery-download").ClickAsync());
        Assert.Equal(
            await page.GetByTestId("recovery-codes").Locator("li").AllInnerTextsAsync(), (await File.ReadAllTextAsync(await saved.PathAsync())).Trim().Split('\n'));
        await page.GetByTestId("factor-done").ClickAsync();
        await Assertions.Expect(page.GetByTestId("factor-on")).ToBeVisibleAsync();

        var phone = await site.OpenAsync(width: 390);
        await RealSite.FillSignInAsync(phone, user.Email, ApiUser.Password);
        await phone.GetByTestId("login-code").FillAsync(CodeOf(app, 1));
        await phone.GetByTestId("login-submit").ClickAsync();
        await phone.WaitForURLAsync("**/projects");
    }

    [Fact]
    public async Task New_recovery_codes_replace_the_old_ones_and_one_of_them_turns_the_factor_off()
    {
        await using var site = await RealSite.StartAsync(api);
        using var user = await api.RegisterAsync();
        var enrolment = await user.PostAsync<TotpEnrolment>("v1/auth/totp", new EnrolTotpRequest(ApiUser.Password), HttpStatusCode.OK);
        var app = new Totp(Base32Encoding.ToBytes(enrolment.Secret));
        var first = await user.PostAsync<RecoveryCodes>("v1/auth/totp/confirm", new TotpCodeRequest(CodeOf(app, 0)), HttpStatusCode.OK);
        var page = await site.OpenAsync("ru");
        await RealSite.FillSignInAsync(page, user.Email, ApiUser.Password);
        await page.GetByTestId("login-code").FillAsync(first.Codes[0]);
        await page.GetByTestId("login-submit").ClickAsync();
        await page.WaitForURLAsync("**/projects");
        await page.GotoAsync("/settings/security");
        await Assertions.Expect(page.GetByTestId("factor-card")).ToContainTextAsync("Осталось 9 кодов");
        await page.GetByTestId("factor-renew").ClickAsync();
        await page.GetByTestId("factor-code").FillAsync(first.Codes[1]);
        await page.GetByTestId("factor-submit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("recovery-codes").Locator("li")).ToHaveCountAsync(10);
        var second = await page.GetByTestId("recovery-codes").Locator("li").AllInnerTextsAsync();
        await page.GetByTestId("factor-done").ClickAsync();
        await page.GetByTestId("factor-remove").ClickAsync();
        await page.GetByTestId("factor-code").FillAsync(second[1]);
        await page.GetByTestId("factor-submit").ClickAsync();
        await Assertions.Expect(page.Locator("#factor-problem")).ToContainTextAsync("Пароль неверный");
        await page.GetByTestId("factor-password").FillAsync(ApiUser.Password);
        await page.GetByTestId("factor-code").FillAsync(first.Codes[2]);
        await page.GetByTestId("factor-submit").ClickAsync();
        await Assertions.Expect(page.Locator("#factor-code-problem")).ToContainTextAsync("Код неверный");
        await page.GetByTestId("factor-code").FillAsync(second[0]);
        await page.GetByTestId("factor-submit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("factor-begin")).ToBeVisibleAsync();
        await using var db = await api.DbAsync();
        Assert.False((await db.Users.FindAsync([user.Id], TestContext.Current.CancellationToken))!.TwoFactorEnabled);
    }

    [Fact]
    public async Task Another_sign_in_is_ended_and_its_page_asks_to_sign_in_again()
    {
        await using var site = await RealSite.StartAsync(api);
        using var user = await api.RegisterAsync();
        var page = await site.SignInAsync(user);
        var other = await site.SignInAsync(user);
        await page.GotoAsync("/settings/security");
        await Assertions.Expect(page.GetByTestId("session").First).ToContainTextAsync("Chrome");
        await Assertions.Expect(page.GetByTestId("session").Filter(new() { HasText = "this device" })).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByTestId("session-end")).ToHaveCountAsync(2); // the browser and the client that registered
        await page.GetByTestId("session-end").First.ClickAsync();
        await Assertions.Expect(page.GetByTestId("session-end")).ToHaveCountAsync(1);
        await other.GotoAsync("/settings/security");
        await other.WaitForURLAsync("**/login?returnUrl=*");

        await page.EvaluateAsync("() => sessionStorage.setItem('samokoder.draft.x', 'a thought')");
        await page.GetByTestId("sessions-everywhere").ClickAsync();
        await page.Locator(".mud-dialog .mud-button-text-primary").ClickAsync();
        await page.WaitForURLAsync(new Uri(site.Web.Address, "/").AbsoluteUri);
        Assert.Null(await page.EvaluateAsync<string?>("() => sessionStorage.getItem('samokoder.draft.x')"));
        using var answer = await user.SendAsync(HttpMethod.Get, "v1/auth/me");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_second_factor_that_is_required_is_set_up_before_anything_else_and_leads_on_to_where_one_was_going()
    {
        await using var site = await RealSite.StartAsync(api, ("Auth:RequireSecondFactor", "Everyone"));
        using var user = await api.RegisterAsync();
        var page = await site.OpenAsync();
        await RealSite.FillSignInAsync(page, user.Email, ApiUser.Password);
        await page.WaitForURLAsync("**/settings/security");
        await Assertions.Expect(page.GetByTestId("factor-due")).ToContainTextAsync("This installation requires");
        await Assertions.Expect(page.GetByTestId("password-card")).ToHaveCountAsync(0);
        await page.GotoAsync("/settings/tokens");
        await page.WaitForURLAsync("**/settings/security?returnUrl=*");
        await SetUpFactorAsync(page);
        await page.GetByTestId("factor-done").ClickAsync();
        await page.WaitForURLAsync("**/settings/tokens");
        await Assertions.Expect(page.GetByTestId("token-code")).ToBeVisibleAsync();

        await page.GotoAsync("/settings/security");
        await Assertions.Expect(page.GetByTestId("factor-required")).ToContainTextAsync("cannot be turned off");
        await Assertions.Expect(page.GetByTestId("factor-remove")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("factor-due")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("password-card")).ToBeVisibleAsync();
    }

    /// <summary>Up to the recovery codes.</summary>
    internal static async Task SetUpFactorAsync(IPage page)
    {
        await page.GetByTestId("factor-begin").ClickAsync();
        await page.GetByTestId("factor-password").FillAsync(ApiUser.Password);
        await page.GetByTestId("factor-next").ClickAsync();
        var secret = await page.GetByTestId("factor-secret").InnerTextAsync();
        var app = new Totp(Base32Encoding.ToBytes(secret.Replace(" ", "", StringComparison.Ordinal)));
        await page.GetByTestId("factor-code").FillAsync(CodeOf(app, 0));
        await page.GetByTestId("factor-confirm").ClickAsync();
        await page.GetByTestId("recovery-codes").WaitForAsync();
    }

    [Fact]
    public async Task A_password_is_changed_and_a_wrong_one_counts_once()
    {
        await using var site = await RealSite.StartAsync(api);
        using var user = await api.RegisterAsync();
        var page = await site.SignInAsync(user);
        await page.GotoAsync("/settings/security");
        for (var i = 0; i < 4; i++)
        {
            await page.GetByTestId("password-old").FillAsync($"wrong {i}");
            await page.GetByTestId("password-new").FillAsync(New);
            await page.GetByTestId("password-save").ClickAsync();
            await Assertions.Expect(page.Locator("#password-old-problem")).ToContainTextAsync("The password is wrong");
            await Assertions.Expect(page.GetByTestId("password-save")).ToBeEnabledAsync();
        }

        await page.GetByTestId("password-old").FillAsync(ApiUser.Password);
        await page.GetByTestId("password-save").ClickAsync();
        await Assertions.Expect(page.GetByText("The password is changed")).ToBeVisibleAsync();
        var again = await site.OpenAsync();
        await RealSite.FillSignInAsync(again, user.Email, New);
        await again.WaitForURLAsync("**/projects");
    }

    [Fact]
    public async Task A_token_is_shown_once_calls_the_API_with_its_rights_and_is_revoked()
    {
        await using var site = await RealSite.StartAsync(api);
        using var user = await api.RegisterAsync();
        var page = await site.SignInAsync(user);
        await page.GotoAsync("/settings/tokens");
        await page.GetByTestId("token-create").ClickAsync();
        await Assertions.Expect(page.Locator("#token-name-problem")).ToContainTextAsync("Give the token a name");
        await page.GetByTestId("token-name").FillAsync("Nightly backup");
        await page.GetByTestId("token-days").SelectOptionAsync("7");
        await page.GetByTestId("token-create").ClickAsync();
        await Assertions.Expect(page.Locator("#token-proof-problem")).ToContainTextAsync("Enter");
        await page.GetByTestId("token-password").FillAsync("wrong");
        await page.GetByTestId("token-create").ClickAsync();
        await Assertions.Expect(page.Locator("#token-proof-problem")).ToContainTextAsync("The password is wrong");
        await page.GetByTestId("token-password").FillAsync(ApiUser.Password);
        await page.GetByTestId("token-create").ClickAsync();
        var token = await page.GetByTestId("token-value").InnerTextAsync();
        await Assertions.Expect(page.GetByTestId("token")).ToContainTextAsync("read only");
        Assert.Equal(HttpStatusCode.OK, await CallAsync(site, HttpMethod.Get, token));
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(site, HttpMethod.Patch, token));

        await page.ReloadAsync();
        await Assertions.Expect(page.GetByTestId("token")).ToContainTextAsync("used just now");
        await Assertions.Expect(page.GetByTestId("token-value")).ToHaveCountAsync(0);
        await page.GetByTestId("token-revoke").ClickAsync();
        await page.Locator(".mud-dialog .mud-button-text-primary").ClickAsync();
        await Assertions.Expect(page.GetByTestId("token")).ToHaveCountAsync(0);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(site, HttpMethod.Get, token));
    }

    [Fact]
    public async Task Name_and_language_are_of_the_account()
    {
        await using var site = await RealSite.StartAsync(api);
        using var user = await api.RegisterAsync();
        var page = await site.SignInAsync(user);
        await page.GotoAsync("/settings/profile");
        await page.GetByTestId("profile-name").FillAsync("Anna Berg");
        await page.GetByTestId("profile-save").ClickAsync();
        await Assertions.Expect(page.GetByTestId("user-menu")).ToHaveTextAsync("A");
        await page.GetByTestId("language-ru").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Настройки");
        Assert.Equal(("Anna Berg", "ru"), await user.GetAsync<UserProfile>("v1/user/profile") is var profile ? (profile.DisplayName, profile.Locale) : default);
    }

    [Fact]
    public async Task A_project_has_a_description_and_a_limit_of_its_own()
    {
        await using var site = await RealSite.StartAsync(api);
        using var user = await api.RegisterAsync();
        var created = await user.CreateProjectAsync();
        var page = await site.SignInAsync(user);
        await page.GetByTestId("project-menu").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Settings" }).ClickAsync();
        await page.GetByTestId("project-name").FillAsync("Weekly shopping");
        await page.GetByTestId("project-description").FillAsync("What we buy on Saturdays");
        await Assertions.Expect(page.GetByTestId("project-cap")).ToBeEnabledAsync();
        await page.GetByTestId("project-cap").FillAsync("plenty");
        await page.GetByTestId("project-save").ClickAsync();
        await Assertions.Expect(page.Locator("#project-cap-problem")).ToContainTextAsync("Enter an amount");
        await page.GetByTestId("project-cap").FillAsync("2,50");
        await page.GetByTestId("project-save").ClickAsync();
        await Assertions.Expect(page.GetByTestId("project-card")).ToContainTextAsync("What we buy on Saturdays");
        var limit = Assert.Single((await user.GetAsync<BudgetInfo>("v1/usage/budget")).Projects);
        Assert.Equal((created.Project.Id, "Weekly shopping", 2.5m), (limit.ProjectId, limit.Name, limit.CapUsd));
    }

    private static string CodeOf(Totp app, int stepsAhead) => app.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30 * stepsAhead));

    private static async Task<HttpStatusCode> CallAsync(RealSite site, HttpMethod method, string token)
    {
        using var http = new HttpClient { BaseAddress = site.Web.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var request = new HttpRequestMessage(method, "/api/v1/user/profile")
        {
            Content = method == HttpMethod.Get ? null : new StringContent("""{"locale":"en"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
