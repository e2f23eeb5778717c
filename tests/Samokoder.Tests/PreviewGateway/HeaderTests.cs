using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.PreviewGateway;

/// <summary>What an app gets to see of a request, and what a visitor gets of its answer.</summary>
[Collection(GatewayCollection.Name)]
public sealed class HeaderTests(GatewayFixture gateway) : IAsyncLifetime
{
    private Upstream _upstream = null!;
    private string _id = null!;
    private Action<HttpResponse> _respond = _ => { };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await Upstream.OnTcpAsync(app => app.Map("/{**path}", (HttpContext context) =>
        {
            _respond(context.Response);
            return context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        }));
        _id = await gateway.RunningAsync(_upstream);
    }

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Fact]
    public async Task Our_cookies_stay_out_and_the_apps_own_pass()
    {
        var seen = await SeenAsync(request =>
        {
            request.Headers.Remove("Cookie");
            request.Headers.Add("Cookie", $"theme=dark; access_token=a.b.c; __Host-access_token=a.b.c; known_device=d; {gateway.PassFor(_id)}; refresh_token=r; my_access_token=x; empty=");
        });
        Assert.Equal("theme=dark; my_access_token=x; empty=", seen["Cookie"]);
    }

    [Fact]
    public async Task Where_people_come_by_TLS_they_are_told_to_stay_with_it()
    {
        var settings = gateway.Settings();
        (settings["Preview:Scheme"], settings["Preview:Domain"]) = ("https", "preview.example");
        var port = Ports.Free();
        await using var secure = new GatewayFactory(port, settings);
        secure.StartServer();
        using var client = gateway.Client(port);
        using var answer = await client.GetAsync(new Uri($"http://{_id}.preview.example:{port}/"), Token);
        Assert.Equal("max-age=31536000; includeSubDomains", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
        using var plain = await gateway.Client().SendAsync(gateway.Request(HttpMethod.Get, _id, "/"), Token);
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Without_cookies_of_its_own_the_app_gets_no_cookie_header() => Assert.DoesNotContain("Cookie", await SeenAsync(_ => { }));

    [Fact]
    public async Task The_apps_own_authorization_passes()
    {
        var theirs = $"Bearer e30.{Base64Url("""{"iss":"their-app"}""")}.sig";
        Assert.Equal(theirs, (await SeenAsync(request => request.Headers.Add("Authorization", theirs)))["Authorization"]);
        Assert.Equal("Basic dTpw", (await SeenAsync(request => request.Headers.Add("Authorization", "Basic dTpw")))["Authorization"]);
        Assert.Equal("Bearer not.json.x", (await SeenAsync(request => request.Headers.Add("Authorization", "Bearer not.json.x")))["Authorization"]);
    }

    [Fact]
    public async Task Our_tokens_stay_out()
    {
        var ours = $"Bearer e30.{Base64Url("""{"sub":"1","iss":"samokoder"}""")}.sig";
        Assert.DoesNotContain("Authorization", await SeenAsync(request => request.Headers.TryAddWithoutValidation("Authorization", ours)));
        Assert.DoesNotContain("Authorization", await SeenAsync(request => request.Headers.Add("Authorization", $"Bearer {FakeAgent.Token}")));
    }

    [Fact]
    public async Task Forwarding_headers_are_ours_alone()
    {
        var seen = await SeenAsync(request =>
        {
            request.Headers.Add("X-Forwarded-For", "1.2.3.4");
            request.Headers.Add("X-Forwarded-Proto", "https");
            request.Headers.Add("x-forwarded-prefix", "/evil");
            request.Headers.Add("Forwarded", "for=1.2.3.4");
            request.Headers.Add("X-Real-IP", "1.2.3.4");
        });
        Assert.Equal("127.0.0.1", seen["X-Forwarded-For"]);
        Assert.Equal("http", seen["X-Forwarded-Proto"]);
        Assert.Equal($"{GatewayFixture.HostOf(_id)}:{gateway.Port}", seen["X-Forwarded-Host"]);
        Assert.Equal(seen["X-Forwarded-Host"], seen["Host"]);
        Assert.DoesNotContain("x-forwarded-prefix", seen);
        Assert.DoesNotContain("Forwarded", seen);
        Assert.DoesNotContain("X-Real-IP", seen);
    }

    [Fact]
    public async Task Hop_by_hop_headers_stop_here()
    {
        var seen = await SeenAsync(request =>
        {
            request.Headers.Add("Connection", "keep-alive, X-Hop");
            request.Headers.Add("Keep-Alive", "timeout=5");
            request.Headers.Add("Proxy-Authorization", "Basic dTpw");
            request.Headers.Add("TE", "trailers");
        });
        Assert.DoesNotContain("Keep-Alive", seen);
        Assert.DoesNotContain("Proxy-Authorization", seen);
    }

    [Fact]
    public async Task Cookies_of_an_app_keep_to_their_preview_and_live_in_the_studios_frame()
    {
        _respond = response => response.Headers.SetCookie = new(
            ["sid=1; Path=/; HttpOnly; Domain=preview.localhost; SameSite=Lax", "plain=2", "samokoder_preview=forged; Path=/", "c=3; domain=.localhost; SECURE"]);
        using var response = await SendAsync(gateway.Request(HttpMethod.Get, _id, "/"));
        Assert.Equal(
            [
                "sid=1; Path=/; HttpOnly; Secure; SameSite=None; Partitioned",
                "plain=2; Secure; SameSite=None; Partitioned",
                "c=3; Secure; SameSite=None; Partitioned",
            ],
            response.Headers.GetValues("Set-Cookie"));
    }

    [Fact]
    public async Task Only_the_studio_may_frame_an_app()
    {
        _respond = response => response.Headers.XFrameOptions = "DENY";
        using var response = await SendAsync(gateway.Navigation(_id, "/"));
        Assert.False(response.Headers.Contains("X-Frame-Options"));
        Assert.Equal([$"frame-ancestors 'self' {GatewayFixture.Studio}"], response.Headers.GetValues("Content-Security-Policy"));
    }

    [Fact]
    public async Task An_apps_policy_stands_but_for_framing()
    {
        _respond = response => response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'; img-src *";
        using var response = await SendAsync(gateway.Navigation(_id, "/"));
        Assert.Equal(
            ["default-src 'self'; img-src *", $"frame-ancestors 'self' {GatewayFixture.Studio}"], response.Headers.GetValues("Content-Security-Policy"));
    }

    [Fact]
    public async Task An_app_cannot_clear_the_cookies_of_its_siblings()
    {
        _respond = response => response.Headers["Clear-Site-Data"] = "\"cookies\"";
        using var response = await SendAsync(gateway.Request(HttpMethod.Get, _id, "/"));
        Assert.False(response.Headers.Contains("Clear-Site-Data"));
    }

    private async Task<Dictionary<string, string>> SeenAsync(Action<HttpRequestMessage> change)
    {
        using var request = gateway.Request(HttpMethod.Get, _id, "/");
        change(request);
        using var response = await SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var seen = JsonSerializer.Deserialize<Dictionary<string, string>>(await response.Content.ReadAsStringAsync(Token))!;
        return new(seen, StringComparer.OrdinalIgnoreCase);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using var client = gateway.Client();
        return await client.SendAsync(request, Token);
    }

    private static string Base64Url(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
