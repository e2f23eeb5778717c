using System.Net;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Admin;
using Samokoder.Contracts.Auth;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.ApiService;

/// <summary>Sign-in with GitHub against a server that speaks its protocol and insists on PKCE.</summary>
[Collection(ApiTests.Name)]
public sealed class GitHubTests(ApiFixture api, GitHubTests.Site site) : IClassFixture<GitHubTests.Site>, IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly List<IDisposable> _browsers = [];
    private readonly FakeGitHub _github = site.GitHub();
    private ApiFixture.Api _server = site.Server;

    [Fact]
    public async Task Somebody_new_gets_an_account_and_is_signed_in_and_the_next_time_it_is_the_same_account()
    {
        var (person, browser) = Browser();
        Assert.Equal("/session/resume?returnUrl=%2Fprojects%3Fdraft%3D1", await browser.SignInAsync("/projects?draft=1"));
        var me = await person.GetAsync<UserInfo>("v1/auth/me");
        Assert.Equal((_github.Person!.Email, "Octo Cat"), (me.Email, me.DisplayName));
        Assert.Equal(new GitHubConnection(true, _github.Person.Login, CanDisconnect: false), await person.GetAsync<GitHubConnection>("v1/auth/github"));
        Assert.Null(person.Cookie("github_state"));

        _github.Person = _github.Person with { Login = "renamed", Email = "other@example.org" };
        var (again, second) = Browser();
        await second.SignInAsync();
        Assert.Equal(me.Id, (await again.GetAsync<UserInfo>("v1/auth/me")).Id);
        Assert.True((await again.GetAsync<SignInOptions>("v1/auth/options")).Github);
        Assert.False((await api.Anonymous().GetAsync<SignInOptions>("v1/auth/options")).Github);
    }

    /// <summary>Whatever GitHub asked for is not known here.</summary>
    [Fact]
    public async Task Who_comes_from_GitHub_sets_up_the_second_factor_too_that_is_required()
    {
        _server = Start(("Auth:RequireSecondFactor", "Everyone"));
        var (person, browser) = Browser();
        await browser.SignInAsync();
        Assert.True((await person.GetAsync<UserInfo>("v1/auth/me")).SecondFactorDue);
        await ProblemAnswer.ExpectAsync(await person.SendAsync(HttpMethod.Get, "v1/projects"), HttpStatusCode.Forbidden, ErrorCodes.SecondFactorDue);
        var enrolment = await person.PostAsync<TotpEnrolment>("v1/auth/totp", new EnrolTotpRequest(null), HttpStatusCode.OK);
        var app = new OtpNet.Totp(OtpNet.Base32Encoding.ToBytes(enrolment.Secret));
        var code = app.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime);
        await person.PostAsync<RecoveryCodes>("v1/auth/totp/confirm", new TotpCodeRequest(code), HttpStatusCode.OK);
        using var projects = await person.SendAsync(HttpMethod.Get, "v1/projects");
        Assert.Equal(HttpStatusCode.OK, projects.StatusCode);
    }

    [Fact]
    public async Task A_state_is_good_once_and_in_one_browser()
    {
        var (_, mine) = Browser();
        var (stranger, other) = Browser();
        await other.StartAsync();
        Assert.Equal("/login?github=expired&returnUrl=%2Fprojects", await other.FinishAsync(await mine.ReturnAsync(await mine.StartAsync())));
        Assert.Null(stranger.Cookie(ServiceNames.AccessTokenCookie));

        var callback = await mine.ReturnAsync(await mine.StartAsync());
        Assert.StartsWith("/session/resume", await mine.FinishAsync(callback), StringComparison.Ordinal);
        Assert.StartsWith("/login?github=expired", await mine.FinishAsync(callback), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?code=c")]
    [InlineData("?code=c&state=")]
    [InlineData("?code=c&state=guessed")]
    [InlineData("")]
    public async Task A_return_with_no_state_of_ours_signs_nobody_in(string query)
    {
        var (person, browser) = Browser();
        await browser.StartAsync();
        Assert.StartsWith("/login?github=expired", await browser.FinishAsync("v1/auth/github/callback" + query), StringComparison.Ordinal);
        Assert.Null(person.Cookie(ServiceNames.AccessTokenCookie));
    }

    [Fact]
    public async Task A_code_of_another_visit_is_worth_nothing_because_its_verifier_is_not_ours()
    {
        var (_, victim) = Browser();
        var (attacker, own) = Browser();
        var stolen = Part(await victim.ReturnAsync(await victim.StartAsync()), "code");
        var state = Part(await own.ReturnAsync(await own.StartAsync()), "state");
        Assert.StartsWith("/login?github=refused", await own.FinishAsync($"v1/auth/github/callback?code={stolen}&state={state}"), StringComparison.Ordinal);
        Assert.Null(attacker.Cookie(ServiceNames.AccessTokenCookie));
    }

    [Fact]
    public async Task What_GitHub_refuses_or_cannot_answer_leads_back_to_the_sign_in_page()
    {
        var (person, browser) = Browser();
        var start = await browser.StartAsync("/usage");
        var someone = _github.Person;
        _github.Person = null;
        Assert.Equal("/login?github=cancelled&returnUrl=%2Fusage", await browser.FinishAsync(await browser.ReturnAsync(start)));

        _github.Person = someone! with { IsVerified = false };
        Assert.StartsWith("/login?github=email-unverified", await browser.SignInAsync(), StringComparison.Ordinal);

        _github.Person = someone;
        var callback = await browser.ReturnAsync(await browser.StartAsync());
        _github.IsDown = true;
        Assert.StartsWith("/login?github=unavailable", await browser.FinishAsync(callback), StringComparison.Ordinal);
        Assert.Null(person.Cookie(ServiceNames.AccessTokenCookie));
        await using var db = await api.DbAsync();
        Assert.False(await db.Users.AnyAsync(u => u.Email == someone.Email));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/%2fevil.example")]
    [InlineData("/a\r\nLocation: https://evil.example")]
    public async Task No_address_of_another_site_is_returned_to(string returnUrl)
    {
        var (_, browser) = Browser();
        Assert.Equal("/session/resume?returnUrl=%2Fprojects", await browser.SignInAsync(returnUrl));
    }

    [Theory]
    [InlineData("cross-site", null)]
    [InlineData("cross-site", "own")]
    [InlineData("same-site", null)]
    [InlineData("none", null)]
    [InlineData(null, null)]
    [InlineData(null, "https://evil.example/page")]
    public async Task A_link_from_elsewhere_begins_no_sign_in(string? fetchSite, string? referrer)
    {
        var (person, browser) = Browser();
        var own = new Uri(_server.Address, "/login").AbsoluteUri;
        Assert.Equal("/login?github=from-elsewhere&returnUrl=%2Fusage", await browser.StartFromAsync(fetchSite, referrer == "own" ? own : referrer));
        Assert.Null(person.Cookie("github_state"));
        Assert.StartsWith(_github.Address.ToString(), await browser.StartFromAsync(null, own), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_of_an_account_hears_by_mail_that_GitHub_was_connected()
    {
        await using var smtp = new FakeSmtp();
        var (owner, browser) = Browser(Start([.. smtp.Settings, ("Auth:Registration", "Open")]));
        await owner.RegisterAsync();
        var ticket = (await owner.PostAsync<GitHubTicket>("v1/auth/github/connect", new ConnectGitHubRequest(ApiUser.Password), HttpStatusCode.OK)).Ticket;
        var callback = await browser.ReturnAsync(await browser.LocationAsync($"v1/auth/github/start?ticket={ticket}"));
        Assert.EndsWith("connected", await browser.FinishAsync($"v1/auth/github/callback{new Uri(callback).Query}"), StringComparison.Ordinal);
        var mail = await smtp.WaitForAsync(owner.Email);
        Assert.Contains(_github.Person!.Login, mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("/settings/security", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_with_the_same_e_mail_is_not_opened_until_its_owner_connects_it()
    {
        var (owner, browser) = Browser();
        await owner.RegisterAsync();
        _github.Person = FakeGitHub.Account.New(owner.Email.ToUpperInvariant());
        var (stranger, other) = Browser();
        Assert.StartsWith("/login?github=account-exists", await other.SignInAsync(), StringComparison.Ordinal);
        Assert.Null(stranger.Cookie(ServiceNames.AccessTokenCookie));

        await ProblemAnswer.ExpectAsync(
            await owner.SendAsync(HttpMethod.Post, "v1/auth/github/connect", new ConnectGitHubRequest("not the password")), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);
        Assert.Equal("/session/resume?returnUrl=%2Fsettings%2Fsecurity%3Fgithub%3Dconnected", await browser.ConnectAsync());
        Assert.StartsWith("/session/resume", await other.SignInAsync(), StringComparison.Ordinal);
        Assert.Equal(owner.Id, (await stranger.GetAsync<UserInfo>("v1/auth/me")).Id);
        await ProblemAnswer.ExpectAsync(
            await owner.SendAsync(HttpMethod.Post, "v1/auth/github/connect", new ConnectGitHubRequest(ApiUser.Password)), HttpStatusCode.Conflict, ErrorCodes.GitHubConnected);
    }

    [Fact]
    public async Task A_ticket_to_connect_is_for_one_browser_once_and_a_GitHub_account_for_one_account()
    {
        var (first, browser) = Browser();
        var (second, other) = Browser();
        await first.RegisterAsync();
        await second.RegisterAsync();
        var ticket = (await first.PostAsync<GitHubTicket>("v1/auth/github/connect", new ConnectGitHubRequest(ApiUser.Password), HttpStatusCode.OK)).Ticket;
        Assert.StartsWith("/login?github=expired", await other.LocationAsync($"v1/auth/github/start?ticket={ticket}"), StringComparison.Ordinal);
        Assert.StartsWith("/login?github=expired", await browser.LocationAsync($"v1/auth/github/start?ticket={ticket}"), StringComparison.Ordinal);

        Assert.EndsWith("connected", await browser.ConnectAsync(), StringComparison.Ordinal);
        Assert.EndsWith("taken", await other.ConnectAsync(), StringComparison.Ordinal);
        Assert.Null((await second.GetAsync<GitHubConnection>("v1/auth/github")).Login);
    }

    [Fact]
    public async Task Who_signs_out_on_the_way_connects_nothing()
    {
        var (person, browser) = Browser();
        await person.RegisterAsync();
        var ticket = (await person.PostAsync<GitHubTicket>("v1/auth/github/connect", new ConnectGitHubRequest(ApiUser.Password), HttpStatusCode.OK)).Ticket;
        var callback = await browser.ReturnAsync(await browser.LocationAsync($"v1/auth/github/start?ticket={ticket}"));
        (await person.SendAsync(HttpMethod.Post, "v1/auth/logout")).Dispose();
        Assert.EndsWith("expired", await browser.FinishAsync(callback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GitHub_is_disconnected_with_the_password_and_never_when_it_is_the_only_way_in()
    {
        var (person, browser) = Browser();
        await person.RegisterAsync();
        await browser.ConnectAsync();
        await ProblemAnswer.ExpectAsync(
            await person.SendAsync(HttpMethod.Delete, "v1/auth/github", new DisconnectGitHubRequest("wrong")), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);
        using (var gone = await person.SendAsync(HttpMethod.Delete, "v1/auth/github", new DisconnectGitHubRequest(ApiUser.Password)))
            Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Null((await person.GetAsync<GitHubConnection>("v1/auth/github")).Login);

        var (onlyGitHub, other) = Browser();
        await other.SignInAsync();
        await ProblemAnswer.ExpectAsync(
            await onlyGitHub.SendAsync(HttpMethod.Delete, "v1/auth/github", new DisconnectGitHubRequest("anything")), HttpStatusCode.Conflict, ErrorCodes.LastWayIn);
    }

    [Fact]
    public async Task The_second_factor_is_asked_after_GitHub_too_and_each_return_serves_once()
    {
        var (owner, browser) = Browser();
        await owner.RegisterAsync();
        await browser.ConnectAsync();
        var codes = (await SecondFactorTests.EnrolAsync(owner)).Codes;

        var (person, other) = Browser();
        Assert.Equal("/login/github?returnUrl=%2Fusage", await other.SignInAsync("/usage"));
        Assert.Null(person.Cookie(ServiceNames.AccessTokenCookie));
        await ProblemAnswer.ExpectAsync(await SendCodeAsync(person, "000000"), HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid);
        var proof = person.Cookie(ServiceNames.GitHubProvenCookie);
        using (var answer = await SendCodeAsync(person, codes[0]))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(owner.Id, (await person.GetAsync<UserInfo>("v1/auth/me")).Id);

        person.SetCookie(ServiceNames.GitHubProvenCookie, proof);
        await ProblemAnswer.ExpectAsync(await SendCodeAsync(person, codes[1]), HttpStatusCode.Unauthorized, ErrorCodes.SignInOver);
        await ProblemAnswer.ExpectAsync(await SendCodeAsync(Browser().Person, codes[1]), HttpStatusCode.Unauthorized, ErrorCodes.SignInOver);
    }

    [Fact]
    public async Task Who_is_blocked_is_not_signed_in()
    {
        var (person, browser) = Browser();
        await browser.SignInAsync();
        await using var db = await api.DbAsync();
        await db.Users.Where(u => u.Email == _github.Person!.Email).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsBlocked, true));
        var (again, other) = Browser();
        Assert.StartsWith("/login?github=blocked", await other.SignInAsync(), StringComparison.Ordinal);
        Assert.Null(again.Cookie(ServiceNames.AccessTokenCookie));
    }

    [Fact]
    public async Task Registration_by_GitHub_keeps_to_the_mode_of_the_installation()
    {
        var closed = Start(("Auth:Registration", "Closed"));
        Assert.StartsWith("/login?github=closed", await Browser(closed).Browser.SignInAsync(), StringComparison.Ordinal);

        var approval = await EmptyAsync(("Auth:Registration", "Approval"));
        var (admin, first) = Browser(approval);
        await first.SignInAsync();
        Assert.True((await admin.GetAsync<UserInfo>("v1/auth/me")).IsAdmin);
        _github.Person = FakeGitHub.Account.New();
        var (person, browser) = Browser(approval);
        for (var visit = 0; visit < 2; visit++)
            Assert.StartsWith("/login?github=approval", await browser.SignInAsync(), StringComparison.Ordinal);
        var wish = Assert.Single((await admin.GetAsync<Page<RegistrationInfo>>("v1/admin/registrations")).Items);
        using (var approved = await admin.SendAsync(HttpMethod.Post, $"v1/admin/registrations/{wish.Id}/approve"))
            Assert.Equal(HttpStatusCode.NoContent, approved.StatusCode);
        Assert.StartsWith("/session/resume", await browser.SignInAsync(), StringComparison.Ordinal);
        Assert.Equal(_github.Person.Email, (await person.GetAsync<UserInfo>("v1/auth/me")).Email);
    }

    [Fact]
    public async Task Without_settings_there_is_no_sign_in_with_GitHub_and_no_secret_stands_in_a_log()
    {
        using var person = api.Anonymous();
        await ProblemAnswer.ExpectAsync(await person.Http.GetAsync(new Uri("v1/auth/github/start", UriKind.Relative)), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        var (_, browser) = Browser();
        await browser.SignInAsync();
        Assert.DoesNotContain(api.Logs.Lines, t => t.Contains(FakeGitHub.ClientSecret, StringComparison.Ordinal) || t.Contains("gho_", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        _browsers.ForEach(b => b.Dispose());
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    private (ApiUser Person, GitHubBrowser Browser) Browser(ApiFixture.Api? server = null)
    {
        var person = new ApiUser((server ?? _server).Address);
        var browser = new GitHubBrowser(person, _github);
        _browsers.AddRange([person, browser]);
        return (person, browser);
    }

    private ApiFixture.Api Start(params (string, string)[] settings)
    {
        var server = api.Start([.. _github.Settings, .. settings]);
        _servers.Add(server);
        return server;
    }

    private async Task<ApiFixture.Api> EmptyAsync(params (string, string)[] settings)
    {
        var server = await api.StartEmptyAsync([.. _github.Settings, .. settings]);
        _servers.Add(server);
        return server;
    }

    private static Task<HttpResponseMessage> SendCodeAsync(ApiUser person, string code) =>
        person.SendAsync(HttpMethod.Post, "v1/auth/github/code", new GitHubCodeRequest(code));

    private static string Part(string address, string name) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(address).Query)[name].ToString();

    /// <summary>One GitHub and one API that knows it, for all tests that need no settings of their own.</summary>
    public sealed class Site(ApiFixture api) : IAsyncLifetime
    {
        private FakeGitHub _github = null!;

        internal ApiFixture.Api Server { get; private set; } = null!;

        /// <summary>As nobody has used it yet.</summary>
        internal FakeGitHub GitHub()
        {
            (_github.Person, _github.IsDown) = (FakeGitHub.Account.New(), false);
            return _github;
        }

        public async ValueTask InitializeAsync()
        {
            _github = await FakeGitHub.StartAsync();
            Server = api.Start(_github.Settings);
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await _github.DisposeAsync();
        }
    }
}
