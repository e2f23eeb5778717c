using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.PreviewGateway;

/// <summary>Limits of previews and strangers, names of one's own, and HTTP/2, each at a gateway with its own settings.</summary>
[Collection(GatewayCollection.Name)]
public sealed class LimitTests(GatewayFixture gateway)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_connections_than_a_preview_may_have_are_told_to_wait_and_another_preview_is_not()
    {
        var release = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        await using var upstream = await Upstream.OnTcpAsync(app =>
        {
            app.MapGet("/slow", async () =>
            {
                entered.SetResult();
                await release.Task;
            });
            app.MapGet("/", () => "the app");
        });
        await using var limited = Start(("Gateway:MaxConnectionsPerPreview", "1"), out var port);
        using var client = gateway.Client(port);
        var (busy, idle) = (await gateway.RunningAsync(upstream), await gateway.RunningAsync(upstream));

        using var slowRequest = gateway.Request(HttpMethod.Get, busy, "/slow");
        var slow = client.SendAsync(slowRequest, Token);
        await entered.Task.WaitAsync(Token);
        using var refused = await client.SendAsync(gateway.Request(HttpMethod.Get, busy, "/"), Token);
        using var other = await client.SendAsync(gateway.Request(HttpMethod.Get, idle, "/"), Token);
        release.SetResult();
        (await slow).Dispose();
        using var again = await client.SendAsync(gateway.Request(HttpMethod.Get, busy, "/"), Token);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [other.StatusCode, again.StatusCode]);
    }

    [Fact]
    public async Task A_flood_of_requests_to_one_preview_is_cut_after_its_burst()
    {
        await using var upstream = await Upstream.OnTcpAsync(app => app.MapGet("/", () => "the app"));
        await using var limited = Start(("Gateway:RequestsPerSecondPerPreview", "1"), out var port);
        using var client = gateway.Client(port);
        var id = await gateway.RunningAsync(upstream);
        var statuses = new List<HttpStatusCode>();
        while (!statuses.Contains(HttpStatusCode.TooManyRequests))
        {
            using var response = await client.SendAsync(gateway.Request(HttpMethod.Get, id, "/"), Token);
            statuses.Add(response.StatusCode);
        }

        Assert.All(statuses.Take(4), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task A_stranger_who_tries_often_is_told_to_wait()
    {
        await using var limited = Start(("Gateway:RefusalsPerMinute", "3"), out var port);
        using var client = gateway.Client(port);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var response = await client.SendAsync(gateway.Request(HttpMethod.Get, GatewayFixture.NewId(), "/", withPass: false), Token);
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.TooManyRequests], statuses);
    }

    [Fact]
    public async Task A_name_of_ones_own_shows_its_preview_and_is_as_private()
    {
        await using var upstream = await Upstream.OnTcpAsync(app => app.MapGet("/", (HttpRequest request) => $"at {request.Headers["X-Forwarded-Host"]}"));
        var id = await gateway.RunningAsync(upstream);
        await using var custom = Start(("Gateway:CustomDomains:shop.example.com", id), out var port);
        using var client = gateway.Client(port);

        using var stranger = new HttpRequestMessage(HttpMethod.Get, $"http://shop.example.com:{port}/");
        using var visitor = new HttpRequestMessage(HttpMethod.Get, $"http://Shop.Example.Com:{port}/");
        visitor.Headers.Add("Cookie", gateway.PassFor(id));
        using var refused = await client.SendAsync(stranger, Token);
        using var seen = await client.SendAsync(visitor, Token);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.StartsWith("at shop.example.com", await seen.Content.ReadAsStringAsync(Token), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task HTTP_2_reaches_the_app()
    {
        await using var upstream = await Upstream.OnTcpAsync(app => app.MapPost("/", async (HttpRequest request) =>
            $"{request.Protocol} {await new StreamReader(request.Body).ReadToEndAsync()}"));
        var id = await gateway.RunningAsync(upstream);
        using var certificate = SelfSigned();
        var settings = gateway.Settings();
        var port = Ports.Free();
        settings["Preview:Port"] = $"{port}";
        await using var secure = new GatewayFactory(port, settings, certificate);
        secure.StartServer();
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            ConnectCallback = (_, cancellationToken) => GatewayFixture.ConnectAsync(port, cancellationToken),
            SslOptions = { RemoteCertificateValidationCallback = (_, offered, _, _) => offered!.GetCertHashString() == certificate.GetCertHashString() },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://{GatewayFixture.HostOf(id)}:{port}/")
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new StringContent("привет"),
        };
        request.Headers.Add("Cookie", gateway.PassFor(id));
        using var response = await client.SendAsync(request, Token);

        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal("HTTP/1.1 привет", await response.Content.ReadAsStringAsync(Token));
    }

    private GatewayFactory Start((string Key, string Value) setting, out int port)
    {
        var settings = gateway.Settings();
        settings[setting.Key] = setting.Value;
        port = Ports.Free();
        var factory = new GatewayFactory(port, settings);
        factory.StartServer();
        return factory;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = new CertificateRequest($"CN=*.{GatewayFixture.Domain}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
