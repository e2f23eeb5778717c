using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Samokoder.Tests.ApiService;
using Samokoder.Tests.Web.Support;

namespace Samokoder.Tests.Web;

/// <summary>The pages of administrators in Chromium, against the real API.</summary>
[Collection(ApiTests.Name)]
public sealed partial class AdminInBrowserTests(ApiFixture api)
{
    [Fact]
    public async Task A_blocked_user_is_signed_out_and_let_in_again_later_and_the_log_knows()
    {
        await using var site = await RealSite.StartAsync(api);
        using var admin = await api.RegisterAdminAsync();
        using var user = await api.RegisterAsync();
        var theirs = await site.SignInAsync(user);
        var page = await site.SignInAsync(admin);
        await RealSite.OpenMenuAsync(page);
        await page.GetByTestId("user-menu-admin").ClickAsync();
        await page.GetByTestId("user-search").PressSequentiallyAsync(user.Email[..30]);
        await Assertions.Expect(page.GetByTestId("user-row")).ToHaveCountAsync(1);
        await page.GetByTestId("user-row").GetByRole(AriaRole.Link).ClickAsync();
        await page.GetByTestId("user-block").ClickAsync();
        await page.GetByTestId("block-now").ClickAsync();
        await Assertions.Expect(page.Locator("#block-reason-problem")).ToContainTextAsync("Say why");
        await page.GetByTestId("block-reason").FillAsync("Sends spam.");
        await page.GetByTestId("block-now").ClickAsync();
        await Assertions.Expect(page.GetByTestId("badge-blocked")).ToBeVisibleAsync();

        await theirs.GotoAsync("/settings/tokens");
        await theirs.WaitForURLAsync("**/login?returnUrl=*");
        await RealSite.FillSignInAsync(theirs, user.Email, ApiUser.Password);
        await Assertions.Expect(theirs.Locator(".form-problem")).ToContainTextAsync("blocked: Sends spam.");

        await page.GetByTestId("user-unblock").ClickAsync();
        await Assertions.Expect(page.GetByTestId("badge-blocked")).ToHaveCountAsync(0);
        await RealSite.FillSignInAsync(theirs, user.Email, ApiUser.Password);
        await theirs.WaitForURLAsync("**/projects");
        await page.GotoAsync("/admin/audit");
        await Assertions.Expect(page.GetByTestId("audit-row").Nth(1)).ToContainTextAsync($"Blocked: {user.Email}");
        await Assertions.Expect(page.GetByTestId("audit-row").Nth(1)).ToContainTextAsync("Sends spam.");
        await Assertions.Expect(page.GetByTestId("audit-row").First).ToContainTextAsync("Block lifted");
    }

    [Fact]
    public async Task Tier_and_right_are_set_and_a_link_sets_a_new_password()
    {
        await using var site = await RealSite.StartAsync(api);
        using var admin = await api.RegisterAdminAsync();
        using var user = await api.RegisterAsync();
        await using (var db = await api.DbAsync())
            await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.TwoFactorEnabled, true));
        var page = await site.SignInAsync(admin);
        await page.GotoAsync($"/admin/users/{user.Id}");
        await page.GetByTestId("user-tier").SelectOptionAsync("pro");
        await Assertions.Expect(page.GetByText("Saved.").First).ToBeVisibleAsync();
        await page.GetByTestId("user-admin").ClickAsync();
        await page.Locator(".mud-dialog .mud-button-text-primary").ClickAsync();
        await Assertions.Expect(page.GetByTestId("badge-admin")).ToBeVisibleAsync();
        await using (var db = await api.DbAsync())
            Assert.Equal(("pro", true), await db.Users.AsNoTracking().SingleAsync(u => u.Id == user.Id) is var stored ? (stored.Tier, stored.IsAdmin) : default);

        await page.GetByTestId("user-factor").ClickAsync();
        await page.Locator(".mud-dialog .mud-button-text-primary").ClickAsync();
        await Assertions.Expect(page.GetByText("The second factor is off").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByTestId("user-factor")).ToHaveCountAsync(0);

        await page.GetByTestId("user-link").ClickAsync();
        var link = await page.GetByTestId("password-link").InnerTextAsync();
        var theirs = await site.OpenAsync();
        await theirs.GotoAsync(link);
        await theirs.GetByTestId("reset-password").FillAsync("another horse battery");
        await theirs.GetByTestId("reset-submit").ClickAsync();
        await RealSite.FillSignInAsync(theirs, user.Email, "another horse battery");
        await theirs.WaitForURLAsync("**/projects");

        await page.GetByTestId("user-sign-out").ClickAsync();
        await Assertions.Expect(page.GetByText("Signed out everywhere").First).ToBeVisibleAsync();
        await theirs.GotoAsync("/settings/security");
        await theirs.WaitForURLAsync("**/login?returnUrl=*");
    }

    [Fact]
    public async Task Who_registered_waits_until_an_administrator_lets_them_in_or_not()
    {
        await using var site = await RealSite.StartAsync(api, ("Auth:Registration", "Approval"));
        using var admin = await api.RegisterAdminAsync();
        var (wanted, refused) = ($"wanted-{Guid.CreateVersion7():N}@example.org", $"refused-{Guid.CreateVersion7():N}@example.org");
        var visitor = await site.OpenAsync();
        foreach (var email in new[] { wanted, refused })
        {
            await visitor.GotoAsync("/register");
            await visitor.GetByTestId("register-email").FillAsync(email);
            await visitor.GetByTestId("register-password").FillAsync(ApiUser.Password);
            await visitor.GetByTestId("register-submit").ClickAsync();
            await Assertions.Expect(visitor.GetByTestId("registration-waiting")).ToContainTextAsync("An administrator decides");
        }

        var page = await site.SignInAsync(admin);
        await page.GotoAsync("/admin/registrations");
        await page.GetByTestId("registration").Filter(new() { HasText = wanted }).GetByTestId("registration-approve").ClickAsync();
        await Assertions.Expect(page.GetByText(wanted)).ToHaveCountAsync(0);
        await page.GetByTestId("registration").Filter(new() { HasText = refused }).GetByTestId("registration-reject").ClickAsync();
        await page.Locator(".mud-dialog .mud-button-text-primary").ClickAsync();
        await Assertions.Expect(page.GetByTestId("registration").Filter(new() { HasText = refused })).ToHaveCountAsync(0);
        await RealSite.FillSignInAsync(visitor, refused, ApiUser.Password);
        await Assertions.Expect(visitor.Locator(".form-problem")).ToContainTextAsync("wrong");
        await RealSite.FillSignInAsync(visitor, wanted, ApiUser.Password);
        await visitor.WaitForURLAsync("**/projects");
    }

    [Fact]
    public async Task Many_users_are_read_page_by_page_and_others_see_none_of_it()
    {
        await using var site = await RealSite.StartAsync(api);
        using var admin = await api.RegisterAdminAsync();
        await using (var db = await api.DbAsync())
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO users SELECT (jsonb_populate_record(u, jsonb_build_object(
                    'id', gen_random_uuid(), 'user_name', 'many' || n, 'normalized_user_name', 'MANY' || n, 'email', 'many' || n || '@example.net',
                    'normalized_email', 'MANY' || n || '@EXAMPLE.NET', 'display_name', 'Many ' || n, 'is_admin', false, 'created_at', u.created_at - n * interval '1 minute'))).*
                FROM users u CROSS JOIN generate_series(1, 10000) n WHERE u.id = {0}
                """, admin.Id);
        }

        try
        {
            var page = await site.SignInAsync(admin);
            await page.GotoAsync("/admin/users");
            await Assertions.Expect(page.GetByTestId("user-row")).ToHaveCountAsync(50);
            await page.GetByTestId("load-more").ClickAsync();
            await Assertions.Expect(page.GetByTestId("user-row")).ToHaveCountAsync(100);
            await page.GetByTestId("user-search").PressSequentiallyAsync("many9999@");
            await Assertions.Expect(page.GetByTestId("user-row")).ToHaveCountAsync(1);
            await page.GotoAsync("/admin/system");
            await Assertions.Expect(page.GetByTestId("system")).ToContainTextAsync(TensOfThousands());

            using var user = await api.RegisterAsync();
            var theirs = await site.SignInAsync(user);
            await RealSite.OpenMenuAsync(theirs);
            await Assertions.Expect(theirs.GetByTestId("user-menu-settings")).ToBeVisibleAsync();
            await Assertions.Expect(theirs.GetByTestId("user-menu-admin")).ToHaveCountAsync(0);
            await theirs.GotoAsync("/admin/users");
            await Assertions.Expect(theirs.Locator(".form-problem")).ToContainTextAsync("You may not do this");
            await Assertions.Expect(theirs.GetByTestId("user-row")).ToHaveCountAsync(0);
        }
        finally
        {
            await using var db = await api.DbAsync();
            await db.Users.Where(u => EF.Functions.Like(u.Email!, "%@example.net")).ExecuteDeleteAsync();
        }
    }

    [GeneratedRegex(@"1\d,\d{3}", RegexOptions.None, 2000)]
    private static partial Regex TensOfThousands();
}
