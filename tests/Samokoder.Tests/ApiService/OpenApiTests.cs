using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class OpenApiTests(ApiFixture api)
{
    [Fact]
    public async Task The_document_is_OpenAPI_3_1_and_lists_every_route_with_its_problems()
    {
        using var http = new HttpClient { BaseAddress = api.Address };
        using var document = JsonDocument.Parse(await http.GetStringAsync("openapi/v1.json"));
        Assert.StartsWith("3.1", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var listed = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Path: path.Name, Method: operation.Name.ToUpperInvariant(), operation.Value))).ToList();

        var routes = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(m => (Normal(e.RoutePattern.RawText!), m)));
        Assert.Equal(routes.Order(), listed.Select(o => (o.Path, o.Method)).Order());
        Assert.All(listed, o =>
        {
            Assert.False(string.IsNullOrEmpty(o.Value.GetProperty("summary").GetString()), o.Path);
            Assert.False(string.IsNullOrEmpty(o.Value.GetProperty("operationId").GetString()), o.Path);
            Assert.True(o.Value.GetProperty("responses").TryGetProperty("503", out _), o.Path);
        });
    }

    [Fact]
    public async Task Texts_are_texts_in_the_document_and_callers_are_no_parameters()
    {
        using var http = new HttpClient { BaseAddress = api.Address };
        var text = await http.GetStringAsync("openapi/v1.json");
        using var document = JsonDocument.Parse(text);
        var create = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("CreateProjectRequest").GetProperty("properties");
        Assert.Contains("string", create.GetProperty("prompt").GetProperty("type").ToString(), StringComparison.Ordinal);
        Assert.Contains("string", create.GetProperty("model").GetProperty("type").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"caller\"", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_reference_is_served_without_anything_from_elsewhere()
    {
        using var http = new HttpClient { BaseAddress = api.Address };
        var page = await http.GetStringAsync("docs");
        Assert.DoesNotMatch(new Regex("""(?:src|href)=["']https?://""", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), page);
        var script = Regex.Match(page, "src=\"(?<script>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["script"].Value;
        using var answer = await http.GetAsync(new Uri(new Uri(api.Address, "docs/"), script));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>As documents write it: without constraints and catch-all stars.</summary>
    private static string Normal(string route) =>
        Regex.Replace(route.TrimEnd('/'), @"\{\**(?<name>\w+)(?::[^}]*)?\}", "{${name}}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
