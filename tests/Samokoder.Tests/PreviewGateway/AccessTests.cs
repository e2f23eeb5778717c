using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using Samokoder.Messaging.Previews;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.PreviewGateway;

[Collection(GatewayCollection.Name)]
public sealed class AccessTests(GatewayFixture gateway) : IAsyncLifetime
{
    private Upstream _upstream = null!;
    private string _id = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await Upstream.OnTcpAsync(app => app.Map("/{**path}", () => "the app"));
        _id = await gateway.RunningAsync(_upstream);
    }

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Fact]
    public async Task A_ticket_becomes_a_host_only_cookie_and_leaves_the_address()
    {
        using var exchange = await GetAsync(_id, $"/page?a=1&__ticket={gateway.Tickets.IssueTicket(_id, 0)}&b=%20");

        Assert.Equal(HttpStatusCode.Found, exchange.StatusCode);
        Assert.Equal($"http://{GatewayFixture.HostOf(_id)}:{gateway.Port}/page?a=1&b=%20", exchange.Headers.Location?.OriginalString);
        var cookie = Assert.Single(exchange.Headers.GetValues("Set-Cookie"));
        Assert.EndsWith("; Max-Age=43200; Path=/; HttpOnly; Secure; SameSite=None; Partitioned", cookie, StringComparison.Ordinal);
        using var page = await GetAsync(_id, "/page", cookie.Split(';')[0]);
        Assert.Equal("the app", await page.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Without_a_ticket_nothing_is_shown_not_even_whether_the_preview_exists()
    {
        using var existing = await GetAsync(_id, "/");
        using var missing = await GetAsync(GatewayFixture.NewId(), "/");
        var text = await existing.Content.ReadAsStringAsync(Token);

        Assert.Equal(HttpStatusCode.Forbidden, existing.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, missing.StatusCode);
        Assert.Equal(text, await missing.Content.ReadAsStringAsync(Token));
        Assert.Contains("\"code\":\"forbidden\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_is_used_once()
    {
        var path = $"/?__ticket={gateway.Tickets.IssueTicket(_id, 0)}";
        using var first = await GetAsync(_id, path);
        using var second = await GetAsync(_id, path);
        Assert.Equal(HttpStatusCode.Found, first.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, second.StatusCode);
    }

    [Fact]
    public async Task A_used_ticket_does_not_send_away_somebody_who_has_a_pass()
    {
        var path = $"/?__ticket={gateway.Tickets.IssueTicket(_id, 0)}";
        using var first = await GetAsync(_id, path);
        using var second = await GetAsync(_id, path, gateway.PassFor(_id));
        Assert.Equal(HttpStatusCode.Found, second.StatusCode);
    }

    [Fact]
    public async Task A_ticket_used_at_one_gateway_is_used_at_every_other()
    {
        var port = Ports.Free();
        await using var second = new GatewayFactory(port, gateway.Settings());
        second.StartServer();
        var path = $"/?__ticket={gateway.Tickets.IssueTicket(_id, 0)}";

        using var here = await GetAsync(_id, path);
        using var there = await GetAsync(_id, path, port: port);

        Assert.Equal(HttpStatusCode.Found, here.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, there.StatusCode);
    }

    [Fact]
    public async Task Without_Redis_tickets_are_still_good_once()
    {
        var port = Ports.Free();
        var settings = gateway.Settings();
        settings["ConnectionStrings:redis"] = $"127.0.0.1:{Ports.Free()}";
        await using var second = new GatewayFactory(port, settings);
        second.StartServer();
        var path = $"/?__ticket={gateway.Tickets.IssueTicket(_id, 0)}";

        using var first = await GetAsync(_id, path, port: port);
        using var again = await GetAsync(_id, path, port: port);
        using var app = await GetAsync(_id, "/", gateway.PassFor(_id), port);

        Assert.Equal(HttpStatusCode.Found, first.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, app.StatusCode);
    }

    [Fact]
    public async Task A_foreign_tampered_or_expired_ticket_is_refused()
    {
        var ticket = gateway.Tickets.IssueTicket(_id, 0);
        var early = new PreviewTickets(new byte[32], new FakeTimeProvider(DateTimeOffset.UnixEpoch));
        string[] bad =
        [
            gateway.Tickets.IssueTicket("another", 0),
            gateway.Tickets.IssuePass(_id, 0, DateTimeOffset.MaxValue),
            early.IssueTicket(_id, 0),
            (ticket[0] == 'A' ? 'B' : 'A') + ticket[1..],
            ticket + "x",
            "",
            "%00",
        ];
        foreach (var text in bad)
        {
            using var response = await GetAsync(_id, $"/?__ticket={text}");
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.False(response.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task A_ticket_does_not_make_a_change()
    {
        using var request = gateway.Request(HttpMethod.Post, _id, $"/?__ticket={gateway.Tickets.IssueTicket(_id, 0)}", withPass: false);
        using var client = gateway.Client();
        using var response = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task The_cookie_of_one_preview_opens_no_other()
    {
        var other = await gateway.RunningAsync(_upstream);
        using var response = await GetAsync(other, "/", gateway.PassFor(_id));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_cookie_that_a_sibling_set_for_all_does_not_hide_the_visitors_own()
    {
        using var response = await GetAsync(_id, "/", $"samokoder_preview=tossed; {gateway.PassFor(_id)}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_path_that_begins_with_two_slashes_redirects_to_no_other_host()
    {
        var answer = await RawAsync($"GET //evil.example/x?__ticket={gateway.Tickets.IssueTicket(_id, 0)} HTTP/1.1\r\nHost: {Host}\r\nConnection: close\r\n\r\n");
        Assert.Contains($"Location: http://{Host}//evil.example/x\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("same-site", null)]
    [InlineData("cross-site", null)]
    [InlineData(null, "http://other.preview.localhost:1")]
    [InlineData(null, "null")]
    public async Task A_request_that_another_origins_page_makes_is_refused(string? site, string? origin)
    {
        using var request = gateway.Request(HttpMethod.Post, _id, "/delete-all");
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        if (origin is not null) request.Headers.Add("Origin", origin);
        using var client = gateway.Client();
        using var response = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_link_from_another_site_opens_the_app_for_who_has_a_pass()
    {
        using var request = gateway.Navigation(_id, "/");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var client = gateway.Client();
        using var response = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_pass_ends_twelve_hours_after_it_was_given()
    {
        var longAgo = new FakeTimeProvider(TimeProvider.System.GetUtcNow() - PreviewTickets.PassLifetime);
        using var response = await GetAsync(_id, "/", $"samokoder_preview={new PreviewTickets(new byte[32], longAgo).IssuePass(_id, 0, DateTimeOffset.MaxValue)}");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: {host}\r\nHost: other.preview.localhost\r\n")]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("GET http://other.preview.localhost/ HTTP/1.1\r\nHost: {host}\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: {host}/x\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: {host}@evil\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked, identity\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: xchunked\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost : {host}\r\n")]
    public async Task Ambiguous_requests_are_refused(string head)
    {
        var answer = await RawAsync(head.Replace("{host}", Host, StringComparison.Ordinal) + $"Cookie: {gateway.PassFor(_id)}\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 (400|501|403|404)", answer);
        Assert.DoesNotContain("the app", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_length_beside_chunks_is_not_believed()
    {
        // RFC 9112 6.3: chunked wins, and the length must not travel on.
        var smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        var answer = await RawAsync(
            $"POST / HTTP/1.1\r\nHost: {Host}\r\nCookie: {gateway.PassFor(_id)}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}");
        Assert.Single(answer.Split("the app").Skip(1)); // the second request was for a host that is none of ours
    }

    private string Host => $"{GatewayFixture.HostOf(_id)}:{gateway.Port}";

    private async Task<HttpResponseMessage> GetAsync(string id, string path, string? cookie = null, int? port = null)
    {
        using var request = gateway.Request(HttpMethod.Get, id, path, withPass: false);
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        using var client = gateway.Client(port);
        return await client.SendAsync(request, Token);
    }

    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", gateway.Port, Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Token);
    }
}
