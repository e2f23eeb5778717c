using System.Net;
using Microsoft.EntityFrameworkCore;
using OtpNet;
using Samokoder.Contracts;
using Samokoder.Contracts.Admin;
using Samokoder.Contracts.Auth;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class SecondFactorTests(ApiFixture api)
{
    [Fact]
    public async Task An_enrolled_app_is_asked_for_its_code_and_no_code_works_twice()
    {
        using var user = await api.RegisterAsync();
        var (app, codes) = await EnrolAsync(user);
        Assert.Equal(10, codes.Count);
        Assert.Equal(new SecurityInfo(true, true, 10, false), await user.GetAsync<SecurityInfo>("v1/auth/security"));

        await ExpectAsync(user.Email, null, HttpStatusCode.Unauthorized, ErrorCodes.CodeRequired);
        await ExpectAsync(user.Email, "000000", HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid, app);
        // The step of the confirmation is used up; the next one is within the tolerance.
        await ExpectAsync(user.Email, CodeOf(app, 0), HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid);
        await ExpectAsync(user.Email, CodeOf(app, 1), HttpStatusCode.OK, null);
        await ExpectAsync(user.Email, CodeOf(app, 1), HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid);
    }

    [Fact]
    public async Task Of_many_sign_ins_at_once_with_one_code_one_succeeds()
    {
        using var user = await api.RegisterAsync();
        var (app, codes) = await EnrolAsync(user);
        foreach (var code in new[] { CodeOf(app, 1), codes[0] })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LoginAsync(user.Email, code)));
            Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Recovery_codes_work_once_and_are_stored_as_hashes_and_new_ones_replace_them()
    {
        using var user = await api.RegisterAsync();
        var (_, codes) = await EnrolAsync(user);
        Assert.All(codes, c => Assert.Matches("^([A-HJ-NP-Z2-9]{4}-){6}[A-HJ-NP-Z2-9]{4}$", c)); // 28 of 32 signs: 140 bits
        await ExpectAsync(user.Email, codes[0].Replace("-", "", StringComparison.Ordinal).ToLowerInvariant(), HttpStatusCode.OK, null);
        await ExpectAsync(user.Email, codes[0], HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid);
        await using (var db = await api.DbAsync())
            Assert.All(await db.RecoveryCodes.Where(c => c.UserId == user.Id).ToListAsync(), c => Assert.Equal(32, c.Hash.Length));

        var renewed = await user.PostAsync<RecoveryCodes>("v1/auth/totp/recovery-codes", new TotpCodeRequest(codes[1]), HttpStatusCode.OK);
        await ExpectAsync(user.Email, codes[2], HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid);
        await ExpectAsync(user.Email, renewed.Codes[0], HttpStatusCode.OK, null);
    }

    [Fact]
    public async Task Enrolling_needs_the_password_and_counts_only_when_confirmed()
    {
        using var user = await api.RegisterAsync();
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, "v1/auth/totp", new EnrolTotpRequest("wrong")), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, "v1/auth/totp/confirm", new TotpCodeRequest("123456")), HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid);
        var first = await user.PostAsync<TotpEnrolment>("v1/auth/totp", new EnrolTotpRequest(ApiUser.Password), HttpStatusCode.OK);
        Assert.StartsWith($"otpauth://totp/Samokoder:{Uri.EscapeDataString(user.Email)}?secret={first.Secret}&issuer=Samokoder", first.Uri, StringComparison.Ordinal);
        await ExpectAsync(user.Email, null, HttpStatusCode.OK, null);
        await using var db = await api.DbAsync();
        Assert.DoesNotContain(first.Secret, (await db.TotpFactors.SingleAsync(f => f.UserId == user.Id)).ProtectedSecret, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_second_factor_begins_or_ceases_to_count_the_other_sign_ins_end()
    {
        using var user = await api.RegisterAsync();
        using var before = api.Anonymous();
        await before.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(user.Email, ApiUser.Password), HttpStatusCode.OK);
        var codes = (await EnrolAsync(user)).Codes;
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(before));

        using var between = api.Anonymous();
        await between.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(user.Email, ApiUser.Password, codes[0]), HttpStatusCode.OK);
        using (var removed = await user.SendAsync(HttpMethod.Delete, "v1/auth/totp", new RemoveTotpRequest(ApiUser.Password, codes[1])))
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await MeAsync(between), await MeAsync(user)));
    }

    [Fact]
    public async Task A_password_that_is_set_anew_leaves_the_second_factor_in_its_place()
    {
        const string changed = "another horse battery";
        await using var smtp = new Support.Fakes.FakeSmtp();
        await using var server = api.Start(smtp.Settings);
        using var user = await api.RegisterAsync();
        var codes = (await EnrolAsync(user)).Codes;
        using var browser = new ApiUser(server.Address);
        using (await browser.SendAsync(HttpMethod.Post, "v1/auth/password/forgot", new ForgotPasswordRequest(user.Email)))
        using (await browser.SendAsync(HttpMethod.Post, "v1/auth/password/reset", new ResetPasswordRequest(await smtp.WaitForTokenAsync(user.Email), changed)))
        {
            // What they answer is tested elsewhere.
        }

        await ProblemAnswer.ExpectAsync(
            await browser.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(user.Email, changed)), HttpStatusCode.Unauthorized, ErrorCodes.CodeRequired);
        await browser.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(user.Email, changed, codes[0]), HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> MeAsync(ApiUser user)
    {
        using var answer = await user.SendAsync(HttpMethod.Get, "v1/auth/me");
        return answer.StatusCode;
    }

    [Fact]
    public async Task Removing_it_needs_the_password_and_a_code()
    {
        using var user = await api.RegisterAsync();
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Delete, "v1/auth/totp", new RemoveTotpRequest(ApiUser.Password, "123456")), HttpStatusCode.Conflict, ErrorCodes.SecondFactorMissing);
        var (_, codes) = await EnrolAsync(user);
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Delete, "v1/auth/totp", new RemoveTotpRequest("wrong", codes[0])), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Delete, "v1/auth/totp", new RemoveTotpRequest(ApiUser.Password, "nonsense")), HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid);
        using (var removed = await user.SendAsync(HttpMethod.Delete, "v1/auth/totp", new RemoveTotpRequest(ApiUser.Password, codes[0])))
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await ExpectAsync(user.Email, null, HttpStatusCode.OK, null);
    }

    [Fact]
    public async Task Who_knows_the_password_gets_five_codes_and_cannot_forgive_himself_by_the_password_alone()
    {
        using var user = await api.RegisterAsync();
        var (app, _) = await EnrolAsync(user);
        for (var i = 0; i < 5; i++)
        {
            await ExpectAsync(user.Email, Wrong(app), HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid);
            if (i < 4)
                await ExpectAsync(user.Email, null, HttpStatusCode.Unauthorized, ErrorCodes.CodeRequired);
        }

        await ExpectAsync(user.Email, CodeOf(app, 1), HttpStatusCode.TooManyRequests, ErrorCodes.AccountLocked);
    }

    [Fact]
    public async Task An_administrator_takes_a_lost_factor_away_but_not_their_own()
    {
        using var admin = await api.RegisterAdminAsync();
        using var user = await api.RegisterAsync();
        var (_, codes) = await EnrolAsync(user);
        await EnrolAsync(admin);
        await ProblemAnswer.ExpectAsync(
            await admin.SendAsync(HttpMethod.Delete, $"v1/admin/users/{admin.Id}/totp"), HttpStatusCode.Conflict, ErrorCodes.SecondFactorOwn);

        using (var taken = await admin.SendAsync(HttpMethod.Delete, $"v1/admin/users/{user.Id}/totp"))
            Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
        using (var me = await user.SendAsync(HttpMethod.Get, "v1/auth/me"))
            Assert.Equal(HttpStatusCode.Unauthorized, me.StatusCode);
        await ExpectAsync(user.Email, null, HttpStatusCode.OK, null);
        await using (var db = await api.DbAsync())
            Assert.False(await db.TotpFactors.AnyAsync(f => f.UserId == user.Id) || await db.RecoveryCodes.AnyAsync(c => c.UserId == user.Id), $"{codes.Count} codes were left.");
        var entry = (await admin.GetAsync<Page<AuditRecord>>("v1/admin/audit?limit=200")).Items.First(e => e.TargetId == user.Id);
        Assert.Equal(("user.remove-second-factor", admin.Id), (entry.Action, entry.ActorId));
        await ProblemAnswer.ExpectAsync(
            await admin.SendAsync(HttpMethod.Delete, $"v1/admin/users/{user.Id}/totp"), HttpStatusCode.Conflict, ErrorCodes.SecondFactorMissing);
    }

    [Fact]
    public async Task A_new_app_takes_the_place_of_the_old_one_once_it_is_confirmed()
    {
        using var user = await api.RegisterAsync();
        var (old, codes) = await EnrolAsync(user);
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, "v1/auth/totp", new EnrolTotpRequest(ApiUser.Password)), HttpStatusCode.Unauthorized, ErrorCodes.CodeRequired);
        var enrolment = await user.PostAsync<TotpEnrolment>("v1/auth/totp", new EnrolTotpRequest(ApiUser.Password, codes[0]), HttpStatusCode.OK);
        var app = new Totp(Base32Encoding.ToBytes(enrolment.Secret));
        await ExpectAsync(user.Email, CodeOf(app, 0), HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid);
        await ExpectAsync(user.Email, CodeOf(old, 1), HttpStatusCode.OK, null);

        await user.PostAsync<RecoveryCodes>("v1/auth/totp/confirm", new TotpCodeRequest(CodeOf(app, 0)), HttpStatusCode.OK);
        await ExpectAsync(user.Email, CodeOf(old, 1), HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid);
        await ExpectAsync(user.Email, codes[1], HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid);
        await ExpectAsync(user.Email, CodeOf(app, 1), HttpStatusCode.OK, null);
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, "v1/auth/totp/confirm", new TotpCodeRequest(CodeOf(app, 1))), HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid);
    }

    internal static async Task<(Totp App, IReadOnlyList<string> Codes)> EnrolAsync(ApiUser user)
    {
        var enrolment = await user.PostAsync<TotpEnrolment>("v1/auth/totp", new EnrolTotpRequest(ApiUser.Password), HttpStatusCode.OK);
        var app = new Totp(Base32Encoding.ToBytes(enrolment.Secret));
        var codes = await user.PostAsync<RecoveryCodes>("v1/auth/totp/confirm", new TotpCodeRequest(CodeOf(app, 0)), HttpStatusCode.OK);
        return (app, codes.Codes);
    }

    private static string CodeOf(Totp app, int stepsAhead) => app.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30 * stepsAhead));

    /// <summary>None of those that are good around now.</summary>
    private static string Wrong(Totp app) =>
        Enumerable.Range(0, 10).Select(i => $"{i}{i}{i}{i}{i}{i}").First(c => Enumerable.Range(-3, 7).All(s => CodeOf(app, s) != c));

    private async Task ExpectAsync(string email, string? code, HttpStatusCode status, string? problem, Totp? app = null)
    {
        using var answer = await LoginAsync(email, app is null ? code : Wrong(app));
        if (problem is null)
            Assert.Equal(status, answer.StatusCode);
        else
            await ProblemAnswer.ExpectAsync(answer, status, problem);
    }

    private async Task<HttpResponseMessage> LoginAsync(string email, string? code)
    {
        using var browser = api.Anonymous();
        return await browser.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(email, ApiUser.Password, code));
    }
}
