using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.PreviewGateway.Bridge;

namespace Samokoder.Tests.PreviewGateway;

[Collection(GatewayCollection.Name)]
public sealed class BridgeTests(GatewayFixture gateway)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Tag => Encoding.ASCII.GetString(gateway.Services.GetRequiredService<BridgeScript>().Tag);

    [Theory]
    [InlineData("<!doctype html><html lang=\"a>b\"><head class=x><title>t</title></head></html>", "<!doctype html><html lang=\"a>b\"><head class=x>")]
    [InlineData("<!DOCTYPE html>\n<!-- <head> -->\n<HTML>\n<HEAD>\n<meta charset=utf-8>", "<!DOCTYPE html>\n<!-- <head> -->\n<HTML>\n<HEAD>")]
    [InlineData("<!doctype html><html><body>x</body></html>", "<!doctype html><html>")]
    [InlineData("<!doctype html><header>x</header>", "<!doctype html>")]
    [InlineData("<p>no head at all", "")]
    [InlineData("just text", "")]
    [InlineData("\uFEFF<html><head>", "\uFEFF<html><head>")]
    [InlineData("<!-- never closed", "")]
    public async Task The_bridge_comes_first_in_the_head(string page, string before)
    {
        var (_, text) = await NavigateAsync(context => context.Response.WriteAsync(page));
        Assert.Equal(before + Tag + page[before.Length..], text);
    }

    [Fact]
    public async Task An_empty_page_stays_empty()
    {
        var (_, text) = await NavigateAsync(_ => Task.CompletedTask);
        Assert.Equal("", text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task A_page_that_arrives_in_pieces_is_whole_with_the_bridge_in_it(int piece)
    {
        var page = "<!doctype html><html><head><title>т</title></head><body>" + string.Concat(Enumerable.Repeat("абв ", 500)) + "</body></html>";
        var bytes = Encoding.UTF8.GetBytes(page);
        var (_, text) = await NavigateAsync(async context =>
        {
            for (var i = 0; i < bytes.Length; i += piece)
            {
                await context.Response.Body.WriteAsync(bytes.AsMemory(i, Math.Min(piece, bytes.Length - i)));
                if (i < 100) await context.Response.Body.FlushAsync();
            }
        });
        Assert.Equal(page.Replace("<head>", "<head>" + Tag, StringComparison.Ordinal), text);
    }

    [Fact]
    public async Task A_streamed_page_shows_its_beginning_before_its_end_exists()
    {
        var seen = new TaskCompletionSource();
        await using var upstream = await AppAsync(async context =>
        {
            await context.Response.WriteAsync("<html><head></head><body>first");
            await context.Response.Body.FlushAsync();
            await seen.Task;
            await context.Response.WriteAsync(" second");
        });
        var id = await gateway.RunningAsync(upstream);
        using var client = gateway.Client();
        using var response = await client.SendAsync(gateway.Navigation(id, "/"), HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        var text = "";
        var buffer = new char[1000];
        while (!text.EndsWith("first", StringComparison.Ordinal)) text += new string(buffer, 0, await reader.ReadAsync(buffer.AsMemory(), Token));
        seen.SetResult();
        Assert.Equal($"<html><head>{Tag}</head><body>first second", text + await reader.ReadToEndAsync(Token));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_page_that_is_compressed_all_the_same_is_unpacked(string encoding)
    {
        var (response, text) = await NavigateAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = encoding;
            await using Stream packed = encoding switch
            {
                "gzip" => new GZipStream(context.Response.Body, CompressionLevel.Fastest),
                "br" => new BrotliStream(context.Response.Body, CompressionLevel.Fastest),
                _ => new ZLibStream(context.Response.Body, CompressionLevel.Fastest),
            };
            await packed.WriteAsync("<html><head></head>страница"u8.ToArray());
        });
        Assert.Equal($"<html><head>{Tag}</head>страница", text);
        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task An_encoding_that_cannot_be_read_passes_untouched()
    {
        var (response, text) = await NavigateAsync(context =>
        {
            context.Response.Headers.ContentEncoding = "zstd";
            return context.Response.WriteAsync("<head>pretend");
        });
        Assert.Equal("<head>pretend", text);
        Assert.Equal("zstd", Assert.Single(response.Content.Headers.ContentEncoding));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/xhtml+xml")]
    [InlineData("text/html; charset=utf-16")]
    public async Task What_is_no_plain_HTML_is_untouched(string type)
    {
        var (response, text) = await NavigateAsync(
            context =>
            {
                context.Response.ContentLength = 19;
                return context.Response.Body.WriteAsync("<html><head></head>"u8.ToArray()).AsTask();
            },
            type);
        Assert.Equal("<html><head></head>", text);
        Assert.Equal(19, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task UTF_16_without_a_label_is_untouched()
    {
        var bytes = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("<html><head>")).ToArray();
        await using var upstream = await AppAsync(context => context.Response.Body.WriteAsync(bytes).AsTask());
        using var client = gateway.Client();
        using var response = await client.SendAsync(gateway.Navigation(await gateway.RunningAsync(upstream), "/"), Token);
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task HTML_that_a_script_fetches_is_untouched()
    {
        await using var upstream = await AppAsync(context => context.Response.WriteAsync("<html><head></head>"));
        using var request = gateway.Request(HttpMethod.Get, await gateway.RunningAsync(upstream), "/");
        request.Headers.Add("Sec-Fetch-Mode", "cors");
        request.Headers.Add("Accept", "text/html");
        using var client = gateway.Client();
        using var response = await client.SendAsync(request, Token);
        Assert.Equal("<html><head></head>", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task The_script_itself_is_served_and_matches_its_hash()
    {
        using var client = gateway.Client();
        using var response = await client.SendAsync(gateway.Request(HttpMethod.Get, GatewayFixture.NewId(), BridgeScript.Path, withPass: false), Token);
        var script = await response.Content.ReadAsByteArrayAsync(Token);
        var hash = $"sha256-{Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(script))}";

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(hash, Tag, StringComparison.Ordinal);
        Assert.Contains($"[\"{GatewayFixture.Studio}\"]", Encoding.UTF8.GetString(script), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("script-src 'self' 'unsafe-inline'", "script-src 'self' 'unsafe-inline'")]
    [InlineData("script-src 'unsafe-inline' https://cdn", "script-src 'unsafe-inline' https://cdn URL")]
    [InlineData("script-src 'nonce-x'", "script-src 'nonce-x' 'HASH'")]
    [InlineData("script-src 'self' 'strict-dynamic' 'nonce-x'", "script-src 'self' 'strict-dynamic' 'nonce-x' 'HASH'")]
    [InlineData("default-src 'none'; img-src *", "default-src 'none'; img-src *; script-src-elem URL")]
    [InlineData("default-src 'self'", "default-src 'self'")]
    [InlineData("script-src 'none'; script-src-elem 'sha256-abc'", "script-src 'none'; script-src-elem 'sha256-abc' 'HASH'")]
    [InlineData("img-src 'self'; frame-ancestors 'none'", "img-src 'self'")]
    [InlineData("frame-ancestors 'none'", null)]
    public void A_policy_is_changed_by_no_more_than_it_must(string policy, string? expected)
    {
        var rewritten = ContentSecurityPolicies.Rewrite(policy, new AllowedScript("URL", "HASH"));
        Assert.Equal(expected, rewritten.Count == 0 ? null : rewritten.ToString());
    }

    [Fact]
    public void Of_several_policies_each_admits_the_bridge() => Assert.Equal(
        "script-src URL|default-src 'self'|script-src 'nonce-a' 'HASH'",
        string.Join('|', ContentSecurityPolicies.Rewrite(
            new(["script-src 'none', default-src 'self'", "script-src 'nonce-a'"]), new AllowedScript("URL", "HASH")).ToArray()));

    private async Task<(HttpResponseMessage Response, string Text)> NavigateAsync(Func<HttpContext, Task> answer, string type = "text/html; charset=utf-8")
    {
        await using var upstream = await AppAsync(answer, type);
        using var client = gateway.Client();
        using var request = gateway.Navigation(await gateway.RunningAsync(upstream), "/");
        var response = await client.SendAsync(request, Token);
        return (response, Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(Token)));
    }

    private static Task<Upstream> AppAsync(Func<HttpContext, Task> answer, string type = "text/html") => Upstream.OnTcpAsync(app => app.Run(context =>
    {
        context.Response.ContentType = type;
        return answer(context);
    }));
}
