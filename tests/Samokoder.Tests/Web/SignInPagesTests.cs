using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using OtpNet;
using Samokoder.Contracts.Auth;
using Samokoder.Tests.ApiService;
using Samokoder.Tests.Web.Support;
using Samokoder.Web.Features.Api;

namespace Samokoder.Tests.Web;

/// <summary>The pages for people who are not signed in, without script, against the real API.</summary>
[Collection(ApiTests.Name)]
public sealed class SignInPagesTests(ApiFixture api)
{
    private const string New = "another horse battery";

    [Fact]
    public async Task A_forgotten_password_is_set_anew_by_the_link_of_a_mail_whose_secret_stays_nowhere()
    {
        await using var site = await RealSite.StartAsync(api);
        using var user = await api.RegisterAsync();
        var page = await site.OpenAsync(script: false);
        await page.GotoAsync("/login");
        await page.GetByTestId("login-forgot").ClickAsync();
        await page.GetByTestId("forgot-email").FillAsync("nobody");
        await page.GetByTestId("forgot-submit").ClickAsync();
        await Assertions.Expect(page.Locator("#email-problem")).ToContainTextAsync("Enter an e-mail address");
        await page.GetByTestId("forgot-email").FillAsync(user.Email);
        await page.GetByTestId("forgot-submit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("forgot-sent")).ToBeVisibleAsync();

        var link = await site.LinkAsync(user.Email);
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add($"{request.Url.Split('#')[0]} {request.Headers.GetValueOrDefault("referer")}");
        await OpenWithoutScriptAsync(page, link);
        Assert.Equal(new Uri(site.Web.Address, "password/reset").AbsoluteUri, page.Url);
        await page.GetByTestId("reset-password").FillAsync("12345678");
        await page.GetByTestId("reset-submit").ClickAsync();
        await Assertions.Expect(page.Locator("#password-problem")).ToContainTextAsync("too common");
        await page.GetByTestId("reset-password").FillAsync(New);
        await page.GetByTestId("reset-submit").ClickAsync();
        await Assertions.Expect(page.Locator(".form-good")).ToContainTextAsync("new password is set");
        await page.GetByTestId("login-email").FillAsync(user.Email);
        await page.GetByTestId("login-password").FillAsync(New);
        await page.GetByTestId("login-submit").ClickAsync();
        await page.WaitForURLAsync("**/projects");

        var secret = link.Split("token=")[1];
        Assert.DoesNotContain(asked, a => a.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(secret[..40], site.Web.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(api.Logs.Lines, l => l.Contains(secret[..40], StringComparison.Ordinal) && !l.Contains("Trace", StringComparison.Ordinal));
        Assert.DoesNotContain(await page.Context.CookiesAsync(), c => c.Name == "password_link");
    }

    /// <summary>The link of a mail, which the person pastes where no script can read it.</summary>
    private static async Task OpenWithoutScriptAsync(IPage page, string link)
    {
        await page.GotoAsync(link);
        await page.GetByTestId("link-paste").FillAsync("https://samokoder.example" + link);
        await page.GetByTestId("link-read").ClickAsync();
    }

    [Fact]
    public async Task A_link_is_read_by_the_script_and_stands_in_no_address_and_no_history()
    {
        await using var site = await RealSite.StartAsync(api);
        using var user = await api.RegisterAsync();
        using (var asking = new ApiUser(site.Api))
        using (await asking.SendAsync(HttpMethod.Post, "v1/auth/password/forgot", new ForgotPasswordRequest(user.Email)))
        {
            // The mail says what they answer.
        }

        var link = await site.LinkAsync(user.Email);
        var page = await site.OpenAsync();
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add($"{request.Url.Split('#')[0]} {request.Headers.GetValueOrDefault("referer")}");
        await page.GotoAsync(link);
        await page.GetByTestId("reset-password").WaitForAsync();
        Assert.Equal(new Uri(site.Web.Address, "password/reset").AbsoluteUri, page.Url);
        Assert.DoesNotContain(asked, a => a.Contains(link.Split("token=")[1], StringComparison.Ordinal));
        await page.GoBackAsync();
        Assert.DoesNotContain("token", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_was_used_says_so_and_leads_to_a_new_one()
    {
        await using var site = await RealSite.StartAsync(api);
        using var user = await api.RegisterAsync();
        var page = await site.OpenAsync(script: false);
        await page.GotoAsync("/password/reset");
        await Assertions.Expect(page.GetByTestId("link-over")).ToBeVisibleAsync();
        await page.GotoAsync("/password/reset?token=nonsense");
        await page.GetByTestId("reset-password").FillAsync(New);
        await page.GetByTestId("reset-submit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("link-over")).ToContainTextAsync("Ask for a new one");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ask for a new link" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("forgot-email")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_registration_is_confirmed_by_the_link_of_a_mail_and_the_password_that_was_chosen()
    {
        await using var site = await RealSite.StartAsync(api);
        using var somebody = await api.RegisterAsync();
        var email = $"new-{Guid.CreateVersion7():N}@example.org";
        var page = await site.OpenAsync("ru", script: false);
        await page.GotoAsync("/");
        await page.GetByTestId("prompt-input").FillAsync("Список покупок");
        await page.GetByTestId("prompt-submit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("register-rules")).ToContainTextAsync("ссылку");
        await page.GetByTestId("register-email").FillAsync(email);
        await page.GetByTestId("register-password").FillAsync(New);
        await page.GetByTestId("register-submit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("registration-waiting")).ToContainTextAsync("Проверьте почту");

        await OpenWithoutScriptAsync(page, await site.LinkAsync(email));
        Assert.Equal(new Uri(site.Web.Address, "register/confirm").AbsoluteUri, page.Url);
        await page.GetByTestId("confirm-password").FillAsync("not the one");
        await page.GetByTestId("confirm-submit").ClickAsync();
        await Assertions.Expect(page.Locator("#password-problem")).ToContainTextAsync("не тот пароль");
        await page.GetByTestId("confirm-password").FillAsync(New);
        await page.GetByTestId("confirm-submit").ClickAsync();
        await page.WaitForURLAsync("**/projects/*"); // The app that was described before registering.
    }

    [Theory]
    [InlineData("Approval", "An administrator decides")]
    [InlineData("Closed", null)]
    public async Task Other_ways_to_register_are_explained(string mode, string? afterwards)
    {
        await using var site = await RealSite.StartAsync(api, ("Auth:Registration", mode), ("Smtp:Host", ""));
        using var somebody = await api.RegisterAsync();
        var page = await site.OpenAsync(script: false);
        await page.GotoAsync("/password/forgot");
        await Assertions.Expect(page.GetByTestId("forgot-no-mail")).ToContainTextAsync("administrator");
        await page.GotoAsync("/register");
        await Assertions.Expect(page.GetByTestId("register-rules")).ToContainTextAsync("administrator");
        await Assertions.Expect(page.GetByTestId("register-submit")).ToHaveCountAsync(afterwards is null ? 0 : 1);
        if (afterwards is null)
            return;
        await page.GetByTestId("register-email").FillAsync($"new-{Guid.CreateVersion7():N}@example.org");
        await page.GetByTestId("register-password").FillAsync(New);
        await page.GetByTestId("register-submit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("registration-waiting")).ToContainTextAsync(afterwards);
    }

    [Fact]
    public async Task The_code_is_asked_for_on_a_step_of_its_own_and_a_recovery_code_stands_for_it()
    {
        await using var site = await RealSite.StartAsync(api);
        using var user = await api.RegisterAsync();
        var enrolment = await user.PostAsync<TotpEnrolment>("v1/auth/totp", new EnrolTotpRequest(ApiUser.Password), System.Net.HttpStatusCode.OK);
        var app = new Totp(Base32Encoding.ToBytes(enrolment.Secret));
        var codes = await user.PostAsync<RecoveryCodes>(
            "v1/auth/totp/confirm", new TotpCodeRequest(app.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime)), System.Net.HttpStatusCode.OK);
        var page = await site.OpenAsync(script: false);
        await RealSite.FillSignInAsync(page, user.Email, ApiUser.Password);
        await Assertions.Expect(page.GetByTestId("login-password")).ToHaveCountAsync(0);
        Assert.DoesNotContain(ApiUser.Password, await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByTestId("login-code").FillAsync("AAAA-AAAA-AAAA-AAAA");
        await page.GetByTestId("login-submit").ClickAsync();
        await Assertions.Expect(page.Locator("#code-problem")).ToContainTextAsync("This code is wrong");
        await page.GetByTestId("login-code").FillAsync(codes.Codes[0]);
        await page.GetByTestId("login-submit").ClickAsync();
        await page.WaitForURLAsync("**/projects");
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/password/forgot")]
    [InlineData("/password/reset")]
    [InlineData("/register/confirm")]
    public void Every_page_that_mails_name_is_there(string path) => Assert.Contains(
        typeof(ApiClient).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()), r => r.Template == path);
}
