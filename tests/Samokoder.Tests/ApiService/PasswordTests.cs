using System.Net;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class PasswordTests(ApiFixture api)
{
    private const string New = "another horse battery";

    [Fact]
    public async Task Changing_the_password_ends_the_other_sign_ins_only()
    {
        using var user = await api.RegisterAsync();
        using var phone = await SignInAsync(user.Email, ApiUser.Password);
        await ProblemAnswer.ExpectAsync(await ChangeAsync(user, "wrong", New), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);
        await ProblemAnswer.ExpectAsync(await ChangeAsync(user, ApiUser.Password, "password"), HttpStatusCode.BadRequest, ErrorCodes.WeakPassword);
        using (var changed = await ChangeAsync(user, ApiUser.Password, New))
            Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);

        Assert.Equal(HttpStatusCode.OK, await MeAsync(user));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(phone));
        using var old = api.Anonymous();
        await ProblemAnswer.ExpectAsync(
            await old.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(user.Email, ApiUser.Password)), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);
        using var again = await SignInAsync(user.Email, New);
    }

    [Fact]
    public async Task A_thief_of_a_session_cannot_guess_the_password_and_does_not_lock_its_owner_out()
    {
        using var user = await api.RegisterAsync();
        for (var i = 0; i < 5; i++)
            await ProblemAnswer.ExpectAsync(await ChangeAsync(user, "wrong", New), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);
        await ProblemAnswer.ExpectAsync(await ChangeAsync(user, ApiUser.Password, New), HttpStatusCode.TooManyRequests, ErrorCodes.AccountLocked);
        using var elsewhere = await SignInAsync(user.Email, ApiUser.Password);
    }

    [Fact]
    public async Task A_forgotten_password_is_set_anew_by_a_link_that_works_once_and_ends_every_sign_in()
    {
        await using var smtp = new FakeSmtp();
        await using var server = api.Start(smtp.Settings);
        using var user = await api.RegisterAsync();
        using var browser = new ApiUser(server.Address);
        var script = await user.PostAsync<TokenCreated>("v1/auth/tokens", new CreateTokenRequest("a thief's", ["read"], 30, ApiUser.Password), HttpStatusCode.Created);
        await ConnectGitHubAsync(user);
        Assert.Equal(HttpStatusCode.Accepted, await ForgetAsync(browser, user.Email.ToUpperInvariant()));
        var token = await smtp.WaitForTokenAsync(user.Email);

        await ProblemAnswer.ExpectAsync(await ResetAsync(browser, token, "12345678"), HttpStatusCode.BadRequest, ErrorCodes.WeakPassword);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var answer = await ResetAsync(browser, token, New);
            return answer.StatusCode;
        }));
        Assert.Single(answers, HttpStatusCode.NoContent);
        Assert.Equal(3, answers.Count(a => a == HttpStatusCode.BadRequest));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(user));
        Assert.Null(browser.Cookie(ServiceNames.AccessTokenCookie));
        await NothingElseLeadsInAsync(user, script.Token);
        using var again = await SignInAsync(user.Email, New);
        Assert.DoesNotContain("token=", (await smtp.WaitForAsync(user.Email, nth: 2)).TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_is_worthless_when_the_password_changed_since_and_when_anything_in_it_is_changed()
    {
        await using var smtp = new FakeSmtp();
        await using var server = api.Start(smtp.Settings);
        using var user = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        using var browser = new ApiUser(server.Address);
        await ForgetAsync(browser, user.Email);
        var token = await smtp.WaitForTokenAsync(user.Email);
        var text = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token));
        var forOther = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text.Replace(user.Id.ToString("N"), other.Id.ToString("N"), StringComparison.Ordinal)));
        foreach (var bad in new[] { forOther, token[..^4], token + "AAAA", "", "x", Guid.Empty.ToString("N") })
            await ProblemAnswer.ExpectAsync(await ResetAsync(browser, bad, New), HttpStatusCode.BadRequest, ErrorCodes.LinkInvalid);

        using (var changed = await ChangeAsync(user, ApiUser.Password, New))
            Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        await ProblemAnswer.ExpectAsync(await ResetAsync(browser, token, "yet another horse"), HttpStatusCode.BadRequest, ErrorCodes.LinkInvalid);
    }

    [Fact]
    public async Task Nobody_fills_somebody_elses_mailbox_and_unknown_addresses_get_nothing()
    {
        await using var smtp = new FakeSmtp();
        await using var server = api.Start(smtp.Settings);
        using var user = await api.RegisterAsync();
        using var browser = new ApiUser(server.Address);
        var stranger = $"{Guid.CreateVersion7():N}@example.org";
        for (var i = 0; i < 6; i++)
            Assert.Equal(HttpStatusCode.Accepted, await ForgetAsync(browser, user.Email));
        Assert.Equal(HttpStatusCode.Accepted, await ForgetAsync(browser, stranger));
        await WaitAsync(async db => await db.QueuedMails.CountAsync(m => (m.Recipient == user.Email || m.Recipient == stranger) && m.DoneAt != null) == 7);
        Assert.Equal(3, smtp.Taken.Count(m => m.Recipient == user.Email));
        Assert.DoesNotContain(smtp.Taken, m => m.Recipient == stranger);
    }

    [Fact]
    public async Task A_mail_that_the_server_does_not_take_yet_is_tried_again_and_one_that_it_never_takes_is_not()
    {
        await using var smtp = new FakeSmtp { AnswerToRecipient = "451 try later" };
        await using var server = api.Start(smtp.Settings);
        using var user = await api.RegisterAsync();
        using var browser = new ApiUser(server.Address);
        await ForgetAsync(browser, user.Email);
        await WaitAsync(db => db.QueuedMails.AnyAsync(m => m.Recipient == user.Email && m.Attempts == 1 && m.LastError != null && m.DoneAt == null && m.FailedAt == null));

        smtp.AnswerToRecipient = "250 fine";
        await using (var db = await api.DbAsync())
            await db.QueuedMails.Where(m => m.Recipient == user.Email).ExecuteUpdateAsync(set => set.SetProperty(m => m.DueAt, DateTimeOffset.UnixEpoch));
        await smtp.WaitForTokenAsync(user.Email);

        using var other = await api.RegisterAsync();
        smtp.AnswerToRecipient = "550 nobody here";
        await ForgetAsync(browser, other.Email);
        await WaitAsync(db => db.QueuedMails.AnyAsync(m => m.Recipient == other.Email && m.FailedAt != null));
    }

    [Fact]
    public async Task Without_mail_asking_is_answered_alike_and_nothing_is_kept_or_logged()
    {
        using var user = await api.RegisterAsync();
        using var browser = api.Anonymous();
        Assert.Equal(HttpStatusCode.Accepted, await ForgetAsync(browser, user.Email));
        await using var db = await api.DbAsync();
        Assert.False(await db.QueuedMails.AnyAsync(m => m.Recipient == user.Email));
        Assert.DoesNotContain(api.Logs.Lines, l => l.Contains("password/reset?token", StringComparison.Ordinal) && l.Contains(user.Email, StringComparison.Ordinal));
    }

    private async Task WaitAsync(Func<Samokoder.Data.SamokoderDbContext, Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        await using var db = await api.DbAsync();
        while (!await holds(db))
            await Task.Delay(50, limit.Token);
    }

    private async Task ConnectGitHubAsync(ApiUser user)
    {
        await using var db = await api.DbAsync();
        var id = await db.Users.Where(u => u.Email == user.Email).Select(u => u.Id).SingleAsync();
        db.UserLogins.Add(new() { LoginProvider = "github", ProviderKey = $"{Guid.CreateVersion7()}", ProviderDisplayName = "a-thief", UserId = id });
        await db.SaveChangesAsync();
    }

    private async Task NothingElseLeadsInAsync(ApiUser user, string token)
    {
        using var http = new HttpClient { BaseAddress = api.Address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        using var answer = await http.GetAsync("v1/projects");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        await using var db = await api.DbAsync();
        Assert.False(await db.UserLogins.AnyAsync(l => db.Users.Any(u => u.Id == l.UserId && u.Email == user.Email)));
    }

    private async Task<ApiUser> SignInAsync(string email, string password)
    {
        var browser = api.Anonymous();
        await browser.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(email, password), HttpStatusCode.OK);
        return browser;
    }

    private static Task<HttpResponseMessage> ChangeAsync(ApiUser user, string old, string password) =>
        user.SendAsync(HttpMethod.Post, "v1/auth/password", new ChangePasswordRequest(old, password));

    private static Task<HttpResponseMessage> ResetAsync(ApiUser browser, string token, string password) =>
        browser.SendAsync(HttpMethod.Post, "v1/auth/password/reset", new ResetPasswordRequest(token, password));

    private static async Task<HttpStatusCode> ForgetAsync(ApiUser browser, string email)
    {
        using var answer = await browser.SendAsync(HttpMethod.Post, "v1/auth/password/forgot", new ForgotPasswordRequest(email));
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> MeAsync(ApiUser user)
    {
        using var answer = await user.SendAsync(HttpMethod.Get, "v1/auth/me");
        return answer.StatusCode;
    }
}
