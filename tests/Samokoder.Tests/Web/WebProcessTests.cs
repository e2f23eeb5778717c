using System.Net;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Samokoder.Contracts.Runs;
using Samokoder.Tests.Web.Support;

namespace Samokoder.Tests.Web;

/// <summary>The real process against the fake API: forms without script, the proxy, headers and origins.</summary>
public sealed partial class WebProcessTests : IAsyncLifetime
{
    private FakeApi _api = null!;
    private SharedWeb _web = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await FakeApi.StartAsync();
        _web = await SharedWeb.TakeAsync(_api);
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Registering_without_script_carries_the_prompt_into_the_first_project()
    {
        using var browser = Browser();
        using var start = await browser.PostAsync("/start", Form(("prompt", "A shopping list")));
        var page = await browser.GetStringAsync(start.Headers.Location);
        Assert.Contains("A shopping list", page, StringComparison.Ordinal);

        using var answer = await SubmitAsync(browser, "/register", page, ("Form.Email", "anna@example.com"), ("Form.Password", "long enough 1"), ("Form.Prompt", "A shopping list"));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var project = Assert.Single(_api.Projects.Values);
        Assert.Equal($"/projects/{project.Id}", answer.Headers.Location!.OriginalString.Replace(_web.Address.AbsoluteUri.TrimEnd('/'), "", StringComparison.Ordinal));
        var access = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("access_token=", StringComparison.Ordinal));
        Assert.Contains("httponly", access, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", access, StringComparison.OrdinalIgnoreCase);
        using var studio = await browser.GetAsync(answer.Headers.Location);
        Assert.Equal(HttpStatusCode.OK, studio.StatusCode);
        Assert.True(studio.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("nonsense", "long enough 1", "Enter an e-mail address")]
    [InlineData("anna@example.com", "short", "8 to 128 characters")]
    [InlineData("anna@example.com", "password1", "too common")]
    [InlineData("taken@example.com", "long enough 1", "There is an account with this e-mail")]
    public async Task A_refused_registration_says_why_beside_the_field_and_keeps_the_email(string email, string password, string expected)
    {
        using var browser = Browser();
        using var first = Browser();
        await SubmitAsync(first, "/register", await first.GetStringAsync("/register"), ("Form.Email", "taken@example.com"), ("Form.Password", "long enough 1"));

        using var answer = await SubmitAsync(browser, "/register", await browser.GetStringAsync("/register"), ("Form.Email", email), ("Form.Password", password));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains(expected, page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{email}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(password, page, StringComparison.Ordinal);
        Assert.False(answer.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(c => c.StartsWith("access_token", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Signing_in_returns_only_to_this_site()
    {
        using var browser = Browser();
        await SubmitAsync(browser, "/register", await browser.GetStringAsync("/register"), ("Form.Email", "anna@example.com"), ("Form.Password", "long enough 1"));
        using var other = Browser();
        using var wanted = await other.GetAsync("/settings");
        Assert.EndsWith("/login?returnUrl=%2Fsettings", wanted.Headers.Location!.OriginalString, StringComparison.Ordinal);

        using var good = await SubmitAsync(other, "/login", await other.GetStringAsync(wanted.Headers.Location), ("Form.Email", "anna@example.com"), ("Form.Password", "long enough 1"), ("Form.ReturnUrl", "/settings"));
        Assert.EndsWith("/settings", good.Headers.Location!.OriginalString, StringComparison.Ordinal);

        using var third = Browser();
        using var evil = await SubmitAsync(third, "/login", await third.GetStringAsync("/login?returnUrl=%2F%2Fevil.example"), ("Form.Email", "anna@example.com"), ("Form.Password", "long enough 1"), ("Form.ReturnUrl", "//evil.example"));
        Assert.EndsWith("/projects", evil.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", evil.Headers.Location.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_revokes_at_the_API_and_clears_the_cookies()
    {
        using var browser = Browser();
        await SubmitAsync(browser, "/register", await browser.GetStringAsync("/register"), ("Form.Email", "anna@example.com"), ("Form.Password", "long enough 1"));
        using var answer = await browser.PostAsync("/sign-out", null);
        var logout = Assert.Single(_api.Requests, r => r.Path == "/v1/auth/logout");
        Assert.Contains("refresh_token=", logout.Headers["Cookie"], StringComparison.Ordinal);
        using var projects = await browser.GetAsync("/projects");
        Assert.Equal(HttpStatusCode.Found, projects.StatusCode);
    }

    [Fact]
    public async Task The_proxy_says_for_whom_it_asks_and_believes_no_browser()
    {
        using var browser = Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me?x=1");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        using var answer = await browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var seen = Assert.Single(_api.Requests, r => r.Path == "/v1/auth/me");
        Assert.Equal(("127.0.0.1", _web.Address.Authority, "http"), (seen.Headers["X-Forwarded-For"], seen.Headers["X-Forwarded-Host"], seen.Headers["X-Forwarded-Proto"]));
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_TLS_cookies_have_the_prefix_and_browsers_are_told_to_stay_with_TLS()
    {
        await using var web = await WebProcess.StartAsync(_api.Address, ("ForwardedHeaders__KnownNetworks__0", "127.0.0.0/8"));
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = web.Address };
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        browser.DefaultRequestHeaders.Add("X-Forwarded-Host", "samokoder.example");
        browser.DefaultRequestHeaders.Add("Cookie", "signed_in=1; access_token=planted");
        using var projects = await browser.GetAsync("/projects");
        Assert.StartsWith("/login", projects.Headers.Location!.OriginalString.Replace("https://samokoder.example", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("max-age=31536000; includeSubDomains", Assert.Single(projects.Headers.GetValues("Strict-Transport-Security")));
        using var login = await browser.GetAsync("/login");
        Assert.All(login.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], c => Assert.Contains("secure", c, StringComparison.OrdinalIgnoreCase));
        using var refreshed = await browser.PostAsync("/api/v1/auth/refresh", null);
        Assert.Equal("https", Assert.Single(_api.Requests, r => r.Path == "/v1/auth/refresh").Headers["X-Forwarded-Proto"]);
    }

    [Theory]
    [InlineData("/.git/config")]
    [InlineData("/.git/HEAD")]
    [InlineData("/appsettings.json")]
    [InlineData("/metrics")]
    [InlineData("/css/")]
    public async Task Neither_history_nor_settings_nor_measurements_nor_lists_of_files_are_within_reach(string path)
    {
        using var browser = Browser();
        using var answer = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_refresh_through_the_proxy_tells_the_page_how_long_the_new_token_lives()
    {
        using var browser = Browser();
        await SubmitAsync(browser, "/register", await browser.GetStringAsync("/register"), ("Form.Email", "anna@example.com"), ("Form.Password", "long enough 1"));
        using var answer = await browser.PostAsync("/api/v1/auth/refresh", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.InRange(int.Parse(Assert.Single(answer.Headers.GetValues("X-Session-Expires-In")), System.Globalization.CultureInfo.InvariantCulture), 880, 900);
    }

    [Fact]
    public async Task Events_pass_the_proxy_one_by_one_while_the_run_goes_on()
    {
        using var browser = Browser();
        await SubmitAsync(browser, "/register", await browser.GetStringAsync("/register"), ("Form.Email", "anna@example.com"), ("Form.Password", "long enough 1"));
        var run = new FakeRun(Guid.CreateVersion7(), "x", "demo/builder", TimeProvider.System.GetUtcNow());
        run.Add(new RunStatusChanged(RunStatus.Running));
        _api.Runs[run.Id] = run;
        await using var stream = await browser.GetStreamAsync($"/api/v1/runs/{run.Id}/events");
        using var reader = new StreamReader(stream);
        Assert.Contains("run.status", await UntilBlankAsync(reader), StringComparison.Ordinal);
        run.Add(new MessageDelta(Guid.CreateVersion7(), "live"));
        Assert.Contains("live", await UntilBlankAsync(reader), StringComparison.Ordinal);
        run.Dispose();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    [InlineData("/no-such-page")]
    public async Task Every_page_forbids_foreign_scripts_and_frames(string path)
    {
        using var browser = Browser();
        using var answer = await browser.GetAsync(path);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-src http://*.preview.localhost:*", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.DoesNotMatch("<script(?![^>]*src=)", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_foreign_origin_can_neither_post_nor_open_a_circuit()
    {
        using var browser = Browser();
        using var post = new HttpRequestMessage(HttpMethod.Post, "/start") { Content = Form(("prompt", "x")) };
        post.Headers.Add("Origin", "https://evil.example");
        using var refused = await browser.SendAsync(post);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://evil.example");
        var failure = await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new UriBuilder(_web.Address) { Scheme = "ws", Path = "/_blazor" }.Uri, CancellationToken.None));
        Assert.Contains("403", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ru", null, "Опишите приложение")]
    [InlineData("ru-RU,ru;q=0.9,en;q=0.5", null, "Опишите приложение")]
    [InlineData("de", null, "Describe an app")]
    [InlineData("ru", "en", "Describe an app")]
    public async Task The_language_is_the_choice_else_the_browsers(string accepted, string? chosen, string expected)
    {
        using var browser = Browser();
        if (chosen is not null)
            await browser.PostAsync("/preferences/language", Form(("language", chosen)));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Accept-Language", accepted);
        using var answer = await browser.SendAsync(request);
        Assert.Contains(expected, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_theme_switches_without_script_and_shows_in_the_first_byte()
    {
        using var browser = Browser();
        await browser.PostAsync("/preferences/theme", Form(("theme", "")));
        Assert.Contains("data-theme=\"dark\"", await browser.GetStringAsync("/"), StringComparison.Ordinal);
        await browser.PostAsync("/preferences/theme", Form(("theme", "")));
        Assert.Contains("data-theme=\"light\"", await browser.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_asks_for_the_code_of_a_second_factor_and_a_known_browser_stays_known()
    {
        using var browser = Browser();
        await SubmitAsync(browser, "/register", await browser.GetStringAsync("/register"), ("Form.Email", "anna@example.com"), ("Form.Password", "long enough 1"));
        _api.SecondFactorCode = "123456";
        using var other = Browser();
        other.DefaultRequestHeaders.Add("Cookie", "known_device=a+b%2Fc");
        var page = await other.GetStringAsync("/login");
        Assert.DoesNotContain("Form.Code", page, StringComparison.Ordinal);

        using var asked = await SubmitAsync(other, "/login", page, ("Form.Email", "anna@example.com"), ("Form.Password", "long enough 1"));
        Assert.Contains("Form.Code", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var wrong = await SubmitAsync(other, "/login", page, ("Form.Email", "anna@example.com"), ("Form.Password", "long enough 1"), ("Form.Code", "000000"));
        Assert.Contains("This code is wrong", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var good = await SubmitAsync(other, "/login", page, ("Form.Email", "anna@example.com"), ("Form.Password", "long enough 1"), ("Form.Code", " 123456 "));
        Assert.Equal(HttpStatusCode.Found, good.StatusCode);
        Assert.Equal("a+b/c", _api.KnownDevice);
    }

    [Fact]
    public async Task When_the_API_is_away_the_form_and_the_proxy_say_so()
    {
        await using var web = await WebProcess.StartAsync(_api.Address); // The shared one would see a server that cuts it off.
        using var browser = Browser(web.Address);
        var page = await browser.GetStringAsync("/login");
        await _api.DisposeAsync();
        using var answer = await SubmitAsync(browser, "/login", page, ("Form.Email", "anna@example.com"), ("Form.Password", "long enough 1"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("does not answer", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var api = await browser.GetAsync("/api/v1/auth/me");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, api.StatusCode);
        Assert.Contains("temporarily-unavailable", await api.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private HttpClient Browser(Uri? address = null) => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = address ?? _web.Address };

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient browser, string path, string page, params (string Name, string Value)[] fields) =>
        browser.PostAsync(path, Form([.. fields, ("_handler", "account"), ("__RequestVerificationToken", Token().Match(page).Groups["token"].Value)]));

    private static async Task<string> UntilBlankAsync(StreamReader reader)
    {
        var text = "";
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            text += line + "\n";
        return text;
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="(?<token>[^"]+)""", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Token();
}
