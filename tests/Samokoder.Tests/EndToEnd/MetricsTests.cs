using System.Net;

namespace Samokoder.Tests.EndToEnd;

/// <summary>What Prometheus scrapes, and what others must not.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class MetricsTests(RunningApp app)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("agent", "http_server_")]
    [InlineData("api", "http_server_")]
    [InlineData("gateway", "samokoder_preview_requests_total")]
    [InlineData("web", "http_server_")]
    public async Task The_private_port_serves_metrics_and_nothing_else_and_the_other_port_no_metrics(string service, string metric)
    {
        using var inside = app.CreateClient(service, "private");
        using var outside = app.CreateClient(service, "http");
        var privatePort = inside.BaseAddress!.Port;

        Assert.Contains(metric, await inside.GetStringAsync(new Uri("metrics", UriKind.Relative), Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(inside, "health"));
        Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(outside, "metrics"));
        Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(outside, "metrics", $"localhost:{privatePort}"));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        using var response = await client.SendAsync(request, Token);
        return response.StatusCode;
    }
}
