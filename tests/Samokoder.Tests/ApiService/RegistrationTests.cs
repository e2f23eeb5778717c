using System.Net;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Admin;
using Samokoder.Contracts.Auth;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class RegistrationTests(ApiFixture api)
{
    [Fact]
    public async Task With_mail_a_registration_is_confirmed_by_its_link_and_its_password()
    {
        await using var smtp = new FakeSmtp();
        await using var server = api.Start(smtp.Settings);
        using var person = new ApiUser(server.Address);
        var email = $"{Guid.CreateVersion7():N}@example.org";
        var answer = await person.PostAsync<RegistrationPending>("v1/auth/register", new RegisterRequest(email, ApiUser.Password, "Anna"), HttpStatusCode.Accepted);
        Assert.Equal("confirm", answer.Next);
        Assert.Null(person.Cookie(ServiceNames.AccessTokenCookie));
        await ProblemAnswer.ExpectAsync(
            await person.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(email, ApiUser.Password)), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);

        var token = await smtp.WaitForTokenAsync(email);
        await ProblemAnswer.ExpectAsync(
            await person.SendAsync(HttpMethod.Post, "v1/auth/register/confirm", new ConfirmRegistrationRequest(token, "not the password")),
            HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);
        await person.PostAsync<SignedIn>("v1/auth/register/confirm", new ConfirmRegistrationRequest(token, ApiUser.Password), HttpStatusCode.Created);
        Assert.Equal("Anna", (await person.GetAsync<UserInfo>("v1/auth/me")).DisplayName);
        await ProblemAnswer.ExpectAsync(
            await person.SendAsync(HttpMethod.Post, "v1/auth/register/confirm", new ConfirmRegistrationRequest(token, ApiUser.Password)),
            HttpStatusCode.BadRequest, ErrorCodes.LinkInvalid);
    }

    [Fact]
    public async Task Who_has_an_account_gets_a_mail_that_says_so_and_no_link_to_make_one()
    {
        await using var smtp = new FakeSmtp();
        await using var server = api.Start(smtp.Settings);
        using var owner = await api.RegisterAsync();
        using var stranger = new ApiUser(server.Address);
        await stranger.PostAsync<RegistrationPending>("v1/auth/register", new RegisterRequest(owner.Email, "a strangers password"), HttpStatusCode.Accepted);
        var text = (await smtp.WaitForAsync(owner.Email)).TextBody;
        Assert.Contains("https://samokoder.example/login", text, StringComparison.Ordinal);
        Assert.DoesNotContain("token=", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_account_of_an_installation_needs_no_mail_and_the_second_does()
    {
        await using var smtp = new FakeSmtp();
        await using var empty = await api.StartEmptyAsync(smtp.Settings);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            using var user = new ApiUser(empty.Address);
            using var answer = await user.SendAsync(HttpMethod.Post, "v1/auth/register", new RegisterRequest($"u{i}@example.org", ApiUser.Password));
            return answer.StatusCode;
        }));
        Assert.Single(answers, HttpStatusCode.Created);
        Assert.Equal(3, answers.Count(a => a == HttpStatusCode.Accepted));
    }

    [Fact]
    public async Task Without_mail_an_administrator_lets_people_in_and_the_log_says_who()
    {
        await using var empty = await api.StartEmptyAsync(("Auth:Registration", "Approval"));
        using var admin = new ApiUser(empty.Address);
        await admin.RegisterAsync("admin@example.org");
        Assert.Equal(new SignInOptions("approval", false), await admin.GetAsync<SignInOptions>("v1/auth/options"));
        using var person = new ApiUser(empty.Address);
        foreach (var email in new[] { "anna@example.org", "spam@example.org", "admin@example.org" })
            await person.PostAsync<RegistrationPending>("v1/auth/register", new RegisterRequest(email, ApiUser.Password), HttpStatusCode.Accepted);

        var waiting = await admin.GetAsync<Page<RegistrationInfo>>("v1/admin/registrations");
        Assert.Equal(["anna@example.org", "spam@example.org", "admin@example.org"], waiting.Items.Select(r => r.Email));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(admin, HttpMethod.Post, $"v1/admin/registrations/{waiting.Items[0].Id}/approve"));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(admin, HttpMethod.Delete, $"v1/admin/registrations/{waiting.Items[1].Id}"));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(admin, HttpMethod.Post, $"v1/admin/registrations/{waiting.Items[2].Id}/approve"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(admin, HttpMethod.Post, $"v1/admin/registrations/{waiting.Items[1].Id}/approve"));

        await person.PostAsync<SignedIn>("v1/auth/login", new LoginRequest("anna@example.org", ApiUser.Password), HttpStatusCode.OK);
        Assert.False((await person.GetAsync<UserInfo>("v1/auth/me")).IsAdmin);
        var log = await admin.GetAsync<Page<AuditRecord>>("v1/admin/audit");
        Assert.Equal([("registration.reject", "spam@example.org"), ("registration.approve", "anna@example.org")], log.Items.Select(e => (e.Action, e.TargetEmail!)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(person, HttpMethod.Get, "v1/admin/registrations"));
    }

    [Fact]
    public async Task A_closed_installation_takes_nobody()
    {
        await using var server = api.Start(("Auth:Registration", "Closed"));
        using var person = new ApiUser(server.Address);
        using var answer = await person.SendAsync(HttpMethod.Post, "v1/auth/register", new RegisterRequest($"{Guid.CreateVersion7():N}@example.org", ApiUser.Password));
        await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.Forbidden, ErrorCodes.RegistrationClosed);
    }

    [Fact]
    public async Task No_stored_row_of_a_registration_opens_anything()
    {
        await using var smtp = new FakeSmtp { AnswerToRecipient = "451 later" };
        await using var server = api.Start(smtp.Settings);
        using var person = new ApiUser(server.Address);
        var email = $"{Guid.CreateVersion7():N}@example.org";
        await person.PostAsync<RegistrationPending>("v1/auth/register", new RegisterRequest(email, ApiUser.Password), HttpStatusCode.Accepted);
        await using var db = await api.DbAsync();
        var (mail, wish) = (await db.QueuedMails.SingleAsync(m => m.Recipient == email), await db.PendingRegistrations.SingleAsync(r => r.Email == email));
        foreach (var token in new[] { wish.Id.ToString(), wish.Id.ToString("N"), mail.Id.ToString(), mail.Data! })
        {
            await ProblemAnswer.ExpectAsync(
                await person.SendAsync(HttpMethod.Post, "v1/auth/register/confirm", new ConfirmRegistrationRequest(token, ApiUser.Password)),
                HttpStatusCode.BadRequest, ErrorCodes.LinkInvalid);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(ApiUser user, HttpMethod method, string path)
    {
        using var answer = await user.SendAsync(method, path);
        return answer.StatusCode;
    }
}
